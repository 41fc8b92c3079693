/** Width of a text in the grid's font, in pixels. */
let context: CanvasRenderingContext2D | null = null;

export function measureText(text: string, bold: boolean): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (context === null) return text.length * 7;
  const family = getComputedStyle(document.body).fontFamily;
  context.font = `${bold ? 600 : 400} 12px ${family}`;
  return context.measureText(text.length > 120 ? text.slice(0, 120) : text).width;
}
