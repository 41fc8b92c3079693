/** A literal workflow in every state and a server for it that lives in the page. */
import type { Analysis, Catalogue, NodeAnalysis, NodeRun, NodeType, Port, Run, ServerEvent, Text } from '../src/api/types';
import { emptyDocument } from '../src/document';
import type { Json, WorkflowDocument } from '../src/document';
import { catalogue as panel, fakeFetch } from './panel-data';

const T = (ru: string, en: string): Text => ({ ru, en });
const port = (id: string, ru: string, en: string, more: Partial<Port> = {}): Port => ({
  id, title: T(ru, en), kind: 'table', optional: false, multiple: false, side: false, ...more,
});
const rows = port('rows', 'Строки', 'Rows');

interface Made {
  id: string;
  category: string;
  icon: string;
  title: Text;
  inputs?: Port[];
  outputs?: Port[];
  accepts?: NodeType['accepts'];
}

const made = (of: Made): NodeType => ({
  version: 1,
  kind: of.inputs?.length === 0 ? 'source' : of.outputs?.length === 0 ? 'sink' : 'transform',
  summary: of.title,
  help: of.title,
  also_called: ['vlookup', 'where'],
  inputs: [rows],
  outputs: [rows],
  accepts: null, takes: {},
  schema: { type: 'object', properties: {} },
  defaults: {},
  examples: [],
  view: null,
  ...of,
});

const segments = panel.nodes[0];
const types: NodeType[] = [
  made({ id: 'demo.erp', category: 'sources', icon: 'M20 6c0 1.700-3.600 3-8 3S4 7.700 4 6s3.600-3 8-3 8 1.300 8 3ZM4 6v12c0 1.700 3.600 3 8 3s8-1.300 8-3V6M4 12c0 1.700 3.600 3 8 3s8-1.300 8-3', title: T('1С:ERP', '1C:ERP'), inputs: [] }),
  made({ id: 'demo.excel', category: 'sources', icon: 'M14 3H6v18h12V7ZM14 3v4h4M9 12l5 6M14 12l-5 6', title: T('Excel', 'Excel'), inputs: [], accepts: { files: ['.xlsx'], setting: 'file' } }),
  made({ id: 'demo.csv', category: 'sources', icon: 'M14 3H6v18h12V7ZM14 3v4h4M9 13h6M9 17h6', title: T('Текстовый файл', 'Text file'), inputs: [], accepts: { files: ['.csv', '.txt', '.tsv'], setting: 'file' } }),
  made({ id: 'demo.filter', category: 'rows', icon: 'M3 4h18l-7 8v6l-4 2v-8z', title: T('Фильтр', 'Filter'), outputs: [port('rows', 'Подошли', 'Match'), port('rest', 'Остальные', 'The rest', { side: true })] }),
  made({ id: 'demo.group', category: 'grouping', icon: 'M18 6V4H6l7 8-7 8h12v-2', title: T('Группировка', 'Group') }),
  made({ id: 'demo.join', category: 'joining', icon: 'M15 12a6 6 0 1 1-12 0 6 6 0 0 1 12 0ZM21 12a6 6 0 1 1-12 0 6 6 0 0 1 12 0Z', title: T('Соединение', 'Join'), inputs: [rows, port('table', 'Справочник', 'Look-up', { side: true })] }),
  made({ id: 'demo.union', category: 'joining', icon: 'M5 5h14M5 12h14M5 19h14', title: T('Объединение', 'Union'), inputs: [port('tables', 'Таблицы', 'Tables', { multiple: true })] }),
  made({ id: 'demo.stop', category: 'rows', icon: 'M4 6h16M4 12h8M4 18h16M15 9l5 5M20 9l-5 5', title: T('Стоп-лист', 'Stop list'), inputs: [rows, port('list', 'Список', 'List', { side: true })] }),
  ...(segments === undefined ? [] : [segments]),
  made({ id: 'demo.report', category: 'charts', icon: 'M4 20h16M7 17v-5M12 17V6M17 17v-7', title: T('Отчёт: матрица 3×3', 'Report: 3×3 matrix'), outputs: [] }),
  made({ id: 'demo.channels', category: 'rows', icon: 'M3 12h6M9 12c4 0 3-6 7-6h5M9 12c4 0 3 6 7 6h5', title: T('Каналы', 'Channels') }),
  made({ id: 'demo.out', category: 'export', icon: 'M12 15V4M8 8l4-4 4 4M4 15v4a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-4', title: T('Excel', 'Excel'), outputs: [] }),
];

const categories: [string, string, string][] = [
  ['sources', 'Источники', 'Sources'], ['rows', 'Строки', 'Rows'], ['columns', 'Столбцы, формулы', 'Columns, formulas'], ['grouping', 'Группировка', 'Grouping'],
  ['joining', 'Соединение', 'Joining'], ['text', 'Текст и даты', 'Text and dates'], ['marketing', 'Маркетинг', 'Marketing'], ['charts', 'Графики, отчёты', 'Charts, reports'], ['export', 'Выгрузка', 'Export'],
];
export const catalogue: Catalogue = {
  categories: categories.map(([id, ru, en]) => ({ id, title: T(ru, en) })),
  nodes: types,
  types: panel.types,
};

const node = (id: string, type: string, title: Text, settings: Record<string, Json> = {}) => ({ id, type, version: 1, title, settings });
const at = (x: number, y: number) => ({ x: x - 28, y });

export const story: WorkflowDocument = {
  ...emptyDocument(''),
  title: T('ЖЦК: рассылка по сегментам', 'Life cycle: mailing by segment'),
  description: T('Девять сегментов и списки для рассылки.', 'Nine segments and mailing lists.'),
  parameters: [
    { name: 'report_date', type: 'date', title: T('Отчётная дата', 'Report date'), default: '2011-12-09' },
    { name: 'share', type: 'number', title: T('Доля выборки, %', 'Sample share, %'), default: 20 },
    { name: 'channel', type: 'choice', title: T('Канал', 'Channel'), default: 'email', choices: [{ value: 'email', title: 'E-mail' }, { value: 'sms', title: 'SMS' }] },
  ],
  nodes: [
    node('stop_list', 'demo.excel', T('Стоп-лист', 'Stop list')),
    node('contacts', 'demo.erp', T('Контакты 1С:CRM', 'Contacts 1C:CRM')),
    node('sales', 'demo.erp', T('Продажи 1С:ERP', 'Sales 1C:ERP')),
    node('filter', 'demo.filter', T('Фильтр', 'Filter'), { until: { $parameter: 'report_date' } }),
    node('group', 'demo.group', T('Группировка', 'Group')),
    node('join', 'demo.join', T('Соединение', 'Join')),
    node('stop', 'demo.stop', T('Стоп-лист', 'Stop list')),
    node('segments', 'demo.segments', T('9 сегментов ЖЦК', '9 life-cycle segments'), {
      customer: 'Код клиента', date: 'Последняя покупка', orders: 'Чеков', revenue: 'Сумма продаж', report_date: { $parameter: 'report_date' }, limits: 'days', active: 90, asleep: 180, regular: 4,
    }),
    node('report', 'demo.report', T('Отчёт: матрица 3×3', 'Report: 3×3 matrix')),
    node('channels', 'demo.channels', T('Каналы', 'Channels')),
    node('out', 'demo.out', T('Excel', 'Excel')),
  ],
  edges: [
    { from: 'sales.rows', to: 'filter.rows' }, { from: 'filter.rows', to: 'group.rows' }, { from: 'group.rows', to: 'join.rows' },
    { from: 'contacts.rows', to: 'join.table' }, { from: 'join.rows', to: 'stop.rows' }, { from: 'stop_list.rows', to: 'stop.list' },
    { from: 'stop.rows', to: 'segments.rows' }, { from: 'segments.rows', to: 'report.rows' }, { from: 'segments.rows', to: 'channels.rows' }, { from: 'channels.rows', to: 'out.rows' },
  ],
  groups: [
    { id: 'g1', title: T('Шаг 1. Извлечение', 'Step 1. Extract') },
    { id: 'g2', title: T('Шаг 2. Обработка', 'Step 2. Process') },
    { id: 'g3', title: T('Шаг 3. Выгрузка', 'Step 3. Export') },
  ],
  notes: [{ id: 'n1', text: T('Пороги на IV квартал\n90 и 180 дней, решение от 16.11.2026. Ведёт Ирина.', 'Limits for Q4\n90 and 180 days, agreed on 2026-11-16. Kept by Irina.') }],
  layout: {
    nodes: {
      stop_list: at(72, 40), contacts: at(72, 152), sales: at(72, 272), filter: at(200, 272), group: at(304, 272), join: at(408, 272), stop: at(512, 272),
      segments: at(616, 272), report: at(744, 152), channels: at(744, 272), out: at(848, 272),
    },
    groups: { g1: { x: 12, y: 10, width: 120, height: 410 }, g2: { x: 144, y: 10, width: 532, height: 410 }, g3: { x: 688, y: 10, width: 216, height: 410 } },
    notes: { n1: { x: 160, y: 92, width: 208, height: 64 } },
  },
};

const facts: Record<string, [NodeAnalysis['state'], Record<string, number> | null, number | null, Text | null, Text]> = {
  stop_list: ['done', { rows: 61 }, 0.1, null, T('Excel', 'Excel')],
  contacts: ['done', { rows: 4906 }, 1.8, null, T('', '')],
  sales: ['done', { rows: 541909 }, 4.6, null, T('регистр Продажи', 'sales register')],
  filter: ['done', { rows: 397884, rest: 144025 }, 0.9, null, T('01.12.2010 … 09.12.2011', '2010-12-01 … 2011-12-09')],
  group: ['done', { rows: 4338 }, 0.3, null, T('по клиенту: сумма, число чеков, последняя покупка', 'by customer: sum, orders, last purchase')],
  join: ['done', { rows: 4338 }, 0.1, null, T('по коду клиента (левое)', 'by customer code (left)')],
  stop: ['done', { rows: 4277 }, 0.1, null, T('убрать 61', 'remove 61')],
  segments: ['done', { rows: 4277, matrix: 9 }, 0.2, null, T('на 09.12.2011', 'as of 2011-12-09')],
  report: ['stale', null, null, T('устарел', 'stale'), T('', '')],
  channels: ['ready', null, null, null, T('e-mail / мессенджер', 'e-mail / messenger')],
  out: ['error', null, null, T('файл занят', 'file is open'), T('списки по сегментам', 'lists by segment')],
};

function analysisOf(of: WorkflowDocument): Analysis {
  const columns = ['Код клиента', 'Клиент', 'Последняя покупка', 'Чеков', 'Сумма продаж'].map((name, index) => ({
    name, type: ['text', 'text', 'date', 'integer', 'number'][index] ?? 'text', dtype: 'String',
  }));
  return {
    nodes: Object.fromEntries(
      of.nodes.map((one) => {
        const type = types.find((other) => other.id === one.type);
        const [state, counts, seconds, reason, caption] = facts[one.id] ?? (['unconfigured', null, null, T('выберите ключ', 'choose a key'), T('', '')] as const);
        const ports = { inputs: type?.inputs ?? [], outputs: type?.outputs ?? [] };
        return [one.id, {
          caption, title: typeof one.title === 'object' ? one.title : (type?.title ?? T(one.id, one.id)), ports,
          schemas: Object.fromEntries(ports.outputs.map((output) => [output.id, columns])),
          inputs: Object.fromEntries(ports.inputs.map((input) => [input.id, columns])),
          found: {}, state: one.disabled === true ? 'disabled' : state, reason, rows: counts, seconds, key: JSON.stringify(one.settings),
        }];
      }),
    ),
    problems: [{
      code: 'file_open', severity: 'error', node: 'out', field: 'file', column: null, range: null, text: T('Файл занят', 'The file is open'),
      hint: T('Закройте его в Excel и запустите снова.', 'Close it in Excel and run again.'), fix: null, rows: null,
    }],
  };
}

const run: Run = {
  id: 'r1', path: 'story.kanva.json', state: 'running', started_at: new Date().toISOString(), finished_at: null, seconds: null, version: 14, rows: null, problem: null,
  outputs: [{ node: 'out', path: 'out/lists.xlsx', rows: 4277, size_bytes: 182000 }],
};
const nodeRun = (state: NodeRun['state'], counts: Record<string, number> = {}, progress: number | null = null): NodeRun => ({ state, rows: counts, seconds: 0.2, progress, problem: null });
const running: Record<string, NodeRun> = {
  ...Object.fromEntries(Object.entries(facts).filter(([, [state]]) => state === 'done').map(([id, [, counts, seconds]]) => [id, { ...nodeRun('done', counts ?? {}), seconds }])),
  channels: nodeRun('running', { rows: 2652 }, 0.62),
};

let document_: WorkflowDocument = story;
let hash = 'h1';
const sockets: FakeSocket[] = [];

class FakeSocket extends EventTarget {
  constructor() {
    super();
    sockets.push(this);
    setTimeout(() => this.dispatchEvent(new Event('open')), 20);
  }
  close(): void {
    sockets.splice(sockets.indexOf(this), 1);
  }
}

function send(event: ServerEvent): void {
  for (const socket of sockets) socket.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(event) }));
}

async function answer(url: string, method: string, body: Record<string, unknown>, withRun: boolean): Promise<unknown> {
  const now = new Date().toISOString();
  if (url.startsWith('/api/session')) return { signed_in: true, mode: 'local', workspace: 'Маркетинг' };
  if (url.startsWith('/api/nodes')) return catalogue;
  if (url.startsWith('/api/examples')) {
    return { examples: ['9 сегментов ЖЦК', 'RFM-анализ', 'Склейка дублей', 'Проверка файла'].map((title, index) => ({ id: `e${index}`, title: T(title, title), description: T('Продажи и контакты → сегменты → списки для рассылки', 'Sales and contacts into segments and lists'), needs: T('', ''), credit: null, document: index === 1 ? { ...story, nodes: story.nodes.slice(2, 6), edges: story.edges.slice(0, 3) } : story })) };
  }
  if (url === '/api/workflows') {
    if (method === 'POST') return { path: 'story.kanva.json', document: document_, hash, changed_at: now, draft: null, problems: [] };
    return { workflows: ['succeeded', 'failed', 'running'].map((state, index) => ({ path: index === 0 ? 'story.kanva.json' : `w${index}.kanva.json`, title: story.title, nodes: 11, changed_at: now, has_draft: index === 1, last_run: { ...run, state, seconds: 6.2, rows: 541909, finished_at: now } })) };
  }
  if (url.startsWith('/api/workflows/')) {
    if (method === 'PUT') {
      document_ = body['document'] as WorkflowDocument;
      hash = `h${Math.random()}`;
      return { hash, version: 15, saved_at: now };
    }
    return { path: 'story.kanva.json', document: url.includes('empty') ? emptyDocument('Пустой') : document_, hash, changed_at: '2026-11-23T09:41:00', draft: null, problems: [] };
  }
  if (url.startsWith('/api/drafts')) return { saved_at: now };
  if (url.startsWith('/api/versions')) {
    if (url.includes('/at/')) return { document: { ...story, nodes: story.nodes.slice(0, 8) } };
    return { versions: [{ number: 14, reason: 'run', created_at: now, nodes: 11 }, { number: 13, reason: 'save', created_at: now, nodes: 10 }] };
  }
  if (url.startsWith('/api/analyse')) return analysisOf(body['document'] as WorkflowDocument);
  if (url.startsWith('/api/runs?')) return { runs: withRun ? [run] : [] };
  if (url.startsWith('/api/runs')) {
    if (url.endsWith('/cancel')) {
      setTimeout(() => send({ type: 'run', run: { ...run, state: 'cancelled', finished_at: now, seconds: 2 } }), 50);
      return null;
    }
    if (method === 'POST') {
      setTimeout(() => send({ type: 'nodes', run_id: run.id, nodes: running }), 300);
      return { run };
    }
    return { run, nodes: running, problems: [] };
  }
  if (url.startsWith('/api/files/') && method === 'PUT') return { path: decodeURIComponent(url.slice(11).split('?')[0] ?? '') };
  return undefined;
}

/** Puts the server in place of the network. */
export function startFakeServer(withRun: boolean): void {
  (window as { WebSocket: unknown }).WebSocket = FakeSocket;
  const real = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const url = String(input);
    if (!url.startsWith('/api/')) return real(input, init);
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : {};
    const given = await answer(url, init?.method ?? 'GET', body, withRun);
    if (given === undefined) return fakeFetch(input, init);
    return new Response(JSON.stringify(given), { status: 200, headers: { 'content-type': 'application/json' } });
  };
}
