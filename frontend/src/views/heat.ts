/** Step of the heat scale for a share of the whole (0…1): h1 below 2 %, h5 from 25 %. */
export function heatStep(share: number): 1 | 2 | 3 | 4 | 5 {
  if (share < 0.02) return 1;
  if (share < 0.055) return 2;
  if (share < 0.12) return 3;
  if (share < 0.25) return 4;
  return 5;
}
