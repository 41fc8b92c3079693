/** Light or dark, for acts outside the components: the one component that can change it leaves its function here. */
let change: () => void = () => undefined;

export function bindTheme(toggle: () => void): void {
  change = toggle;
}

export function toggleTheme(): void {
  change();
}
