/**
 * The whole editor over a server that lives in the page:
 * `/dev/editor.html?lang=en&theme=dark#/w/story.kanva.json`.
 */
import { startFakeServer } from './editor-data';

const asked = new URLSearchParams(location.search);
localStorage.setItem('kanva.language', asked.get('lang') ?? 'ru');
localStorage.setItem('mantine-color-scheme-value', asked.get('theme') ?? 'light');
startFakeServer(asked.get('run') === 'now');
await import('../src/main');
