/**
 * The right panel and the data pane alone, over literal data and a server that lives in the page:
 * `/dev/panel.html?node=all&lang=en&theme=dark`.
 */
import '@mantine/core/styles.layer.css';
import '../src/ui/tokens.css';
import '../src/ui/mantine.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { queries } from '../src/api';
import { NodePanel } from '../src/forms';
import { setLanguage, startTexts } from '../src/i18n';
import { DataPane } from '../src/preview';
import { select, useSelectedNode } from '../src/state';
import { analysisStore } from '../src/state/analysis';
import { setCatalogue } from '../src/state/catalogue';
import { documentStore, loadDocument } from '../src/state/document';
import { workspaceStore } from '../src/state/workspace';
import { theme, variables } from '../src/ui/theme';
import { analysisOf, catalogue, document as story, fakeFetch } from './panel-data';

const asked = new URLSearchParams(location.search);

function Stage() {
  const node = useSelectedNode();
  return (
    <div style={{ display: 'grid', height: '100vh', gridTemplate: `minmax(0, 1fr) 305px / minmax(0, 1fr) ${innerWidth <= 1200 ? 304 : 320}px` }}>
      <div style={{ background: 'var(--canvas)' }} />
      <div style={{ gridRow: '1 / 3', gridColumn: 2, borderLeft: '1px solid var(--line)', minHeight: 0 }}>
        {node !== null && <NodePanel nodeId={node} />}
      </div>
      <div style={{ borderTop: '1px solid var(--line)', minHeight: 0, minWidth: 0 }}>
        <DataPane />
      </div>
    </div>
  );
}

const given = asked.get('catalogue');
const types = given === null ? catalogue : ((await (await fetch(given)).json()) as typeof catalogue);
const type = types.nodes.find((one) => one.id === asked.get('type'));
if (type !== undefined) {
  const example = type.examples[Number(asked.get('example') ?? '0')];
  story.nodes.push({ id: 'real', type: type.id, version: 1, settings: { ...type.defaults, ...example?.settings } });
  for (const port of type.inputs) story.edges.push({ from: 'source.rows', to: `real.${port.id}` });
}
window.fetch = fakeFetch;
await startTexts();
setLanguage(asked.get('lang') === 'en' ? 'en' : 'ru');
setCatalogue(types);
loadDocument(story);
workspaceStore.setState({ path: 'story.kanva.json', hash: '0' });
analysisStore.setState({ analysis: analysisOf(story, types) });
documentStore.subscribe((state) => analysisStore.setState({ analysis: analysisOf(state.document, types) }));
select({ nodes: [asked.get('node') ?? 'all'] });

const dark = asked.get('theme') === 'dark';
createRoot(document.querySelector('#root') as HTMLElement).render(
  <MantineProvider theme={theme} cssVariablesResolver={variables} forceColorScheme={dark ? 'dark' : 'light'}>
    <QueryClientProvider client={queries}>
      <Stage />
    </QueryClientProvider>
  </MantineProvider>,
);

// Lets a browser test read what the form wrote.
Object.assign(window, { story: documentStore });
