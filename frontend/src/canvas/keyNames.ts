/** Whether this is a Mac, where Cmd takes the place of Ctrl. */
export const onMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** The name of the main modifier key. */
export const MOD = onMac ? '⌘' : 'Ctrl';
