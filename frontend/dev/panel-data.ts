/** Literal node types, a workflow and a small server for the panel's story page. */
import type { Analysis, Catalogue, Column, NodeAnalysis, NodeType, Port, Problem } from '../src/api/types';
import type { Json, WorkflowDocument } from '../src/document';

const T = (ru: string, en: string) => ({ ru, en });
const port = (id: string, ru: string, en: string): Port => ({ id, title: T(ru, en), kind: 'table', optional: false, multiple: false, side: false });
const ui = (widget: string, ru: string, en: string, extra: object = {}) => ({
  ui: { widget, title: T(ru, en), help: null, placeholder: null, section: null, unit: null, when: null, advanced: false, ...extra },
});
const OPS = [
  ['=', 'равно', 'equals', 1], ['!=', 'не равно', 'does not equal', 1], ['>', 'больше', 'greater than', 1], ['>=', 'не меньше', 'at least', 1],
  ['between', 'между', 'between', 2], ['in', 'один из', 'one of', 'many'], ['contains', 'содержит', 'contains', 1], ['empty', 'пусто', 'is empty', 0],
].map(([op, ru, en, arity]) => ({
  op, title: { ru, en }, arity,
  kinds: op === 'contains' ? ['text', 'category'] : ['text', 'integer', 'number', 'decimal', 'date', 'datetime', 'category', ...(op === '>' || op === '>=' || op === 'between' ? [] : ['boolean'])],
}));

const columns: Column[] = [
  { name: 'Код клиента', type: 'text', dtype: 'String' },
  { name: 'Клиент', type: 'text', dtype: 'String' },
  { name: 'E-mail', type: 'text', dtype: 'String' },
  { name: 'Телефон', type: 'text', dtype: 'String' },
  { name: 'Последняя покупка', type: 'date', dtype: 'Date' },
  { name: 'Дней', type: 'integer', dtype: 'Int64' },
  { name: 'Чеков', type: 'integer', dtype: 'Int64' },
  { name: 'Сумма продаж', type: 'number', dtype: 'Float64' },
  { name: 'Опт', type: 'boolean', dtype: 'Boolean' },
  { name: 'Изменено', type: 'datetime', dtype: 'Datetime(us)' },
  { name: 'Комментарий', type: 'text', dtype: 'String' },
];
const withSegment: Column[] = [...columns, { name: 'Сегмент', type: 'category', dtype: 'Enum' }];

const base = { version: 1, kind: 'transform' as const, accepts: null, takes: {}, also_called: ['Excel: ЕСЛИ', 'Loginom: Калькулятор', 'KNIME: Rule Engine'], inputs: [port('rows', 'Строки', 'Rows')], outputs: [port('rows', 'Клиенты', 'Customers')], view: null };
const help = T(
  'Делит клиентов на **девять сегментов** по давности и числу чеков.\n\n- `дни` — пороги в днях\n- из данных — по квантилям\n\nКлиенты без покупок идут отдельно.',
  'Splits customers into **nine segments** by recency and number of orders.\n\n- `days`: limits in days\n- from data: by quantiles\n\nCustomers without purchases go aside.',
);
const icon = 'M4 4h16v16H4zM9.500 4v16M14.500 4v16M4 9.500h16M4 14.500h16';

const segments: NodeType = {
  ...base, id: 'demo.segments', category: 'marketing', icon, title: T('9 сегментов ЖЦК', '9 life-cycle segments'), summary: T('Девять сегментов жизненного цикла клиентов.', 'Nine segments of the customer life cycle.'), help, view: 'matrix',
  outputs: [port('rows', 'Клиенты', 'Customers'), port('matrix', 'Матрица 3×3', '3×3 matrix')],
  defaults: { customer: '', date: '', orders: '', revenue: '', report_date: null, limits: 'days', active: 90, asleep: 180, regular: 4 },
  examples: [{ title: T('Пороги 60 и 120 дней', 'Limits of 60 and 120 days'), settings: { active: 60, asleep: 120 } }],
  schema: {
    type: 'object',
    properties: {
      customer: { type: 'string', default: '', ...ui('column', 'Клиент', 'Customer', { port: 'rows', kinds: null, section: T('Откуда брать', 'Source columns') }) },
      date: { type: 'string', default: '', ...ui('column', 'Дата', 'Date', { port: 'rows', kinds: ['date', 'datetime'] }) },
      orders: { type: 'string', default: '', ...ui('column', 'Чеки', 'Orders', { port: 'rows', kinds: ['integer'] }) },
      revenue: { type: 'string', default: '', ...ui('column', 'Выручка', 'Revenue', { port: 'rows', kinds: ['integer', 'number', 'decimal'] }) },
      report_date: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }], default: null, ...ui('date', 'Отчётная дата', 'Report date', { section: T('Дата', 'Date') }) },
      limits: { type: 'string', default: 'days', ...ui('choice', 'Пороги', 'Limits', { style: 'segmented', section: T('Пороги', 'Limits'), options: [{ value: 'days', title: T('дни', 'days') }, { value: 'data', title: T('из данных', 'from data') }, { value: 'own', title: T('личные', 'personal') }] }) },
      active: { type: 'integer', minimum: 1, default: 90, ...ui('integer', 'Активен до', 'Active up to', { unit: T('дн.', 'd'), when: { limits: ['days', 'own'] } }) },
      asleep: { type: 'integer', minimum: 1, default: 180, ...ui('integer', 'Уснул после', 'Asleep after', { unit: T('дн.', 'd'), when: { limits: ['days', 'own'] } }) },
      regular: { type: 'integer', minimum: 2, default: 4, ...ui('integer', 'Постоянный от', 'Regular from', { unit: T('чеков', 'orders') }) },
    },
  },
};

const rule = { type: 'object', properties: {
  name: { type: 'string', default: '', ...ui('new_column', 'Новый столбец', 'New column') },
  formula: { type: 'string', default: '', ...ui('formula', 'Формула', 'Formula', { port: 'rows', result: null }) },
} };
const measure = { type: 'object', properties: {
  column: { type: 'string', default: '', ...ui('column', 'Столбец', 'Column', { port: 'rows', kinds: null }) },
  how: { type: 'string', default: 'sum', ...ui('choice', 'Как', 'How', { style: 'select', options: [{ value: 'sum', title: T('сумма', 'sum') }, { value: 'mean', title: T('среднее', 'mean') }, { value: 'count', title: T('число строк', 'count') }] }) },
  name: { type: 'string', default: '', ...ui('new_column', 'Имя', 'Name', { placeholder: T('имя столбца', 'column name') }) },
} };
const override = { type: 'object', properties: {
  column: { type: 'string', default: '', ...ui('column', 'Столбец', 'Column', { port: 'rows' }) },
  keep: { type: 'boolean', default: true, ...ui('switch', 'Оставить', 'Keep') },
  name: { type: 'string', default: '', ...ui('new_column', 'Новое имя', 'New name') },
  type: { type: 'string', default: '', ...ui('dtype', 'Тип', 'Type', { kinds: ['text', 'integer', 'number', 'date'] }) },
} };

const all: NodeType = {
  ...base, id: 'demo.all', category: 'rows', icon: 'M3 4h18l-7 8v6l-4 2v-8z', title: T('Все поля', 'All fields'), summary: T('Все виды полей на одной форме.', 'Every kind of field in one form.'), help,
  defaults: { mode: 'auto', file: 'sales.csv', text: '', lines: '', any: 5, conditions: { all: [] }, keys: [], measures: [], group: {}, value: 10, on: true, day: '2026-11-23', separator: 'auto', target: '', connection: '', kind: 'text', percent: 20 },
  examples: [],
  schema: {
    type: 'object', $defs: { Measure: measure },
    properties: {
      file: { type: 'string', default: '', ...ui('file', 'Файл', 'File', { endings: ['.csv', '.txt'], mode: 'open', section: T('Источник', 'Source') }) },
      separator: { type: 'string', default: 'auto', ...ui('choice', 'Разделитель', 'Separator', { style: 'select', options: [{ value: 'auto', title: T('определить', 'detect') }, { value: ';', title: T('точка с запятой', 'semicolon'), help: T('как в Excel по-русски', 'as Russian Excel does') }, { value: ',', title: T('запятая', 'comma') }] }) },
      on: { type: 'boolean', default: true, ...ui('switch', 'Первая строка — имена', 'First row holds names') },
      text: { type: 'string', default: '', ...ui('text', 'Подпись', 'Label', { placeholder: T('например, Продажи', 'for example, Sales'), help: T('Видна в отчёте под таблицей.', 'Shown under the table.') }) },
      conditions: { type: 'object', ...ui('conditions', 'Условия', 'Conditions', { port: 'rows', operators: OPS, section: T('Отбор', 'Selection') }) },
      keys: { type: 'array', items: { type: 'string' }, ...ui('columns', 'Группировать по', 'Group by', { port: 'rows', kinds: null, section: T('Группы', 'Groups') }) },
      measures: { type: 'array', items: { $ref: '#/$defs/Measure' }, ...ui('list', 'Показатели', 'Measures', { layout: 'rows', item_title: T('Показатель', 'Measure') }) },
      value: { type: 'number', minimum: 0, maximum: 100, default: 10, ...ui('number', 'Доля', 'Share', { unit: T('%', '%'), section: T('Прочее', 'Other') }) },
      day: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null, ...ui('date', 'Дата', 'Date') },
      any: { default: null, ...ui('value', 'Чем заменить', 'Replace with') },
      kind: { type: 'string', default: '', ...ui('dtype', 'Тип', 'Type', { kinds: ['text', 'integer', 'number', 'date'] }) },
      connection: { type: 'string', default: '', ...ui('connection', 'Подключение', 'Connection', { kinds: ['postgresql'] }) },
      target: { type: 'string', default: '', ...ui('file', 'Куда', 'Target', { endings: ['.xlsx'], mode: 'save' }) },
      lines: { type: 'string', default: '', ...ui('text', 'Запрос', 'Query', { multiline: true, advanced: true }) },
      inner: { type: 'object', properties: { a: { type: 'integer', default: 1, ...ui('integer', 'Попыток', 'Tries', { unit: T('раз', 'times') }) }, b: { type: 'boolean', default: false, ...ui('switch', 'Строго', 'Strict') } }, ...ui('group', 'Повторы', 'Retries', { advanced: true }) },
    },
  },
};

const calculator: NodeType = {
  ...base, id: 'demo.calculator', category: 'columns', icon: 'M6 4h12v16H6zM9 8h6M9 12h1M14 12h1M9 16h1M14 16h1', title: T('Калькулятор', 'Calculator'), summary: T('Новые столбцы по формулам.', 'New columns by formulas.'), help,
  defaults: { columns: [], table: [] }, examples: [],
  schema: { type: 'object', $defs: { Rule: rule, Override: override }, properties: {
    columns: { type: 'array', items: { $ref: '#/$defs/Rule' }, ...ui('list', 'Новые столбцы', 'New columns', { layout: 'cards', item_title: T('Столбец', 'Column') }) },
    table: { type: 'array', items: { $ref: '#/$defs/Override' }, ...ui('columns_table', 'Столбцы', 'Columns', { port: 'rows', section: T('Столбцы', 'Columns') }) },
  } },
};

export const catalogue: Catalogue = {
  categories: [{ id: 'marketing', title: T('Маркетинг', 'Marketing') }, { id: 'rows', title: T('Строки', 'Rows') }, { id: 'columns', title: T('Столбцы', 'Columns') }],
  nodes: [segments, all, calculator],
  types: [['text', 'текст', 'text'], ['integer', 'целое число', 'whole number'], ['number', 'число', 'number'], ['decimal', 'точное число', 'exact number'], ['boolean', 'да/нет', 'yes/no'], ['date', 'дата', 'date'], ['datetime', 'дата и время', 'date and time'], ['category', 'категория', 'category']].map(([id = '', ru = '', en = '']) => ({ id, title: T(ru, en) })),
};

export const document: WorkflowDocument = {
  kanva: 1, title: 'ЖЦК', description: '',
  parameters: [
    { name: 'report_date', type: 'date', title: T('Отчётная дата', 'Report date'), default: '2011-12-09' },
    { name: 'share', type: 'number', title: T('Доля выборки', 'Sample share'), default: 20 },
  ],
  nodes: [
    { id: 'source', type: 'demo.source', version: 1, settings: { path: 'x.csv' } },
    { id: 'segments', type: 'demo.segments', version: 1, settings: { customer: 'Код клиента', date: 'Последняя покупка', orders: 'Чеков', revenue: 'Сумма продажы', report_date: { $parameter: 'report_date' }, limits: 'days', active: 90, asleep: 180, regular: 4 } },
    { id: 'all', type: 'demo.all', version: 1, settings: {
      file: 'data/sales.csv', separator: 'auto', text: 'Продажи', keys: ['Клиент', 'Регион', 'Опт'], old_key: { a: 1 },
      conditions: { all: [{ column: 'Сумма продаж', op: '>', value: 1000 }, { any: [{ column: 'Последняя покупка', op: 'between', value: { $parameter: 'report_date' }, value2: '2011-12-31' }, { column: 'Клиент', op: 'in', values: ['ООО «Север»', 'ТД «Лад»'] }, { column: 'Опт', op: '=', value: true }] }, { column: 'E-mail', op: 'empty' }] },
      measures: [{ column: 'Сумма продаж', how: 'sum', name: 'Сумма' }, { column: 'Код клиента', how: 'count', name: 'Клиентов' }],
    } },
    { id: 'calculator', type: 'demo.calculator', version: 1, settings: {
      columns: [{ name: 'С НДС', formula: '[Сумма продаж] * 1,2' }, { name: 'Размер чека', formula: 'ЕСЛИ(\n  [Сумма продажы] > 1000;\n  "крупный";\n  "мелкий")' }],
      table: [{ column: 'Дней', keep: true, name: 'Дней с покупки', type: '' }, { column: 'Старый', keep: false, name: '', type: '' }],
    } },
    { id: 'unknown', type: 'demo.gone', version: 1, settings: { a: 1 } },
  ],
  edges: [{ from: 'source.rows', to: 'segments.rows' }, { from: 'source.rows', to: 'all.rows' }, { from: 'source.rows', to: 'calculator.rows' }],
  groups: [], notes: [], layout: { nodes: {}, groups: {}, notes: {} },
};

const problem = (over: Partial<Problem>): Problem => ({ code: 'missing_column', severity: 'error', node: null, field: null, column: null, range: null, text: T('', ''), hint: null, fix: null, rows: null, ...over });

export function analysisOf(of: WorkflowDocument, known: Catalogue = catalogue): Analysis {
  const node = (id: string, over: Partial<NodeAnalysis>): [string, NodeAnalysis] => {
    const type = known.nodes.find((one) => one.id === of.nodes.find((other) => other.id === id)?.type);
    return [id, {
      caption: T('', ''), title: type?.title ?? T('Продажи', 'Sales'), ports: { inputs: type?.inputs ?? [], outputs: type?.outputs ?? [port('rows', 'Строки', 'Rows')] },
      schemas: Object.fromEntries((type?.outputs ?? []).map((one) => [one.id, withSegment])), inputs: Object.fromEntries((type?.inputs ?? []).map((one) => [one.id, columns])), found: {}, state: 'done', reason: null, rows: { rows: 4277, matrix: 9 }, seconds: 0.2, key: JSON.stringify(of.nodes.find((other) => other.id === id)?.settings), ...over,
    }];
  };
  const settings = of.nodes.find((one) => one.id === 'segments')?.settings;
  const bad = settings?.['revenue'] === 'Сумма продажы';
  const rules = (of.nodes.find((one) => one.id === 'calculator')?.settings['columns'] ?? []) as Record<string, Json>[];
  return {
    nodes: Object.fromEntries([
      node('source', { schemas: { rows: columns } }),
      ...(of.nodes.some((one) => one.id === 'real') ? [node('real', {})] : []),
      node('segments', { schemas: { rows: withSegment, matrix: [{ name: 'Сегмент', type: 'integer', dtype: 'Int64' }] } }),
      node('all', { state: 'stale', reason: T('изменены условия', 'conditions have changed'), found: { separator: { value: ';', text: T('точка с запятой', 'semicolon') } }, key: 'all' }),
      node('calculator', { state: 'error', schemas: { rows: [...columns.slice(0, 8), { name: 'Изменено', type: 'text', dtype: 'String' }, { name: 'С НДС', type: 'number', dtype: 'Float64' }] } }),
    ]),
    problems: [
      ...(bad ? [problem({ node: 'segments', field: 'revenue', column: 'Сумма продажы', text: T('Нет столбца «Сумма продажы»; возможно, «Сумма продаж»?', 'No column “Сумма продажы”; perhaps “Сумма продаж”?'), fix: { title: T('Исправить', 'Fix'), replace: 'Сумма продаж' } })] : []),
      problem({ node: 'all', field: 'keys.1', column: 'Регион', text: T('Нет столбца «Регион»', 'No column “Регион”'), hint: T('Уберите его или выберите другой.', 'Remove it or choose another.') }),
      problem({ node: 'all', field: 'conditions.all.0.value', severity: 'warning', text: T('Все строки больше 1 000', 'Every row is above 1,000') }),
      ...rules.flatMap((one, index) => formulaProblems(String(one['formula'] ?? '')).map((found) => ({ ...found, node: 'calculator', field: `columns.${index}.formula` }))),
    ],
  };
}

function formulaProblems(text: string): Problem[] {
  const at = text.indexOf('[Сумма продажы]');
  return at === -1 ? [] : [problem({ range: [at, at + 15], column: 'Сумма продажы', text: T('Нет столбца «Сумма продажы»; возможно, «Сумма продаж»?', 'No column “Сумма продажы”; perhaps “Сумма продаж”?'), fix: { title: T('Исправить', 'Fix'), replace: '[Сумма продаж]' } })];
}

const names = ['ООО «Север»', 'ТД «Лад»', 'ИП Громова А. С.', 'ООО «Атлас»', 'ООО «Домсад»', 'АО «Меридиан»', ' ООО «Лавка» ', 'ООО «Полюс»'];
const cell = (column: string, row: number): Json => {
  switch (column) {
    case 'Код клиента': return String(12346 + ((row * 37) % 6000));
    case 'Клиент': return names[row % names.length] ?? '';
    case 'E-mail': return row % 5 === 3 ? '' : row % 7 === 5 ? null : `client${row}@example.ru`;
    case 'Телефон': return row % 6 === 2 ? null : `+7 9${10 + (row % 80)} 555-${10 + (row % 89)}-46`;
    case 'Последняя покупка': return `2011-${String(1 + (row % 12)).padStart(2, '0')}-${String(1 + (row % 28)).padStart(2, '0')}`;
    case 'Дней': return (row * 13) % 373;
    case 'Чеков': return 1 + ((row * 7) % 209);
    case 'Сумма продаж': return Math.round(28020602 / (row + 1)) / 100;
    case 'Опт': return row % 3 === 0;
    case 'Изменено': return `2011-12-09T${String(row % 24).padStart(2, '0')}:15:0${row % 10}`;
    case 'Комментарий': return row % 4 === 0 ? 'длинный текст '.repeat(60) : 'звонили';
    case 'Сегмент': return `${1 + (row % 9)} постоянные`;
    case 'Размер чека': return row % 2 === 0 ? 'крупный' : 'мелкий';
    default: return row;
  }
};

const functions = [
  ['ЕСЛИ', 'IF', 'logic', 'ЕСЛИ(условие; тогда; иначе)', 'IF(condition; then; else)', 'Возвращает «тогда», если условие верно, иначе — «иначе».', 'Gives “then” when the condition holds, “else” otherwise.', 'ЕСЛИ([Чеков] >= 4; "постоянный"; "новый")', 'новый'],
  ['СУММ', 'SUM', 'math', 'СУММ(столбец)', 'SUM(column)', 'Сумма значений.', 'Sum of values.', 'СУММ([Чеков])', 42],
  ['РАЗНДАТ', 'DATEDIF', 'dates', 'РАЗНДАТ(начало; конец; "д")', 'DATEDIF(start; end; "d")', 'Разность двух дат.', 'Difference of two dates.', 'РАЗНДАТ([Дата]; СЕГОДНЯ(); "д")', 12],
  ['СЕГОДНЯ', 'TODAY', 'dates', 'СЕГОДНЯ()', 'TODAY()', 'Сегодняшняя дата.', 'The date of today.', 'СЕГОДНЯ()', '2026-11-23'],
].map(([ru, en, category, sr, se, hr, he, example, result]) => ({ name: { ru, en }, aliases: [], category, signature: T(String(sr), String(se)), help: T(String(hr), String(he)), example: { formula: T(String(example), String(example)), result }, result: 'text' }));

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function answer(url: string, body: Record<string, Json>): Promise<unknown> {
  if (url.startsWith('/api/functions')) return { functions, categories: [{ id: 'logic', title: T('Логика', 'Logic') }, { id: 'math', title: T('Числа', 'Numbers') }, { id: 'dates', title: T('Даты', 'Dates') }] };
  if (url.startsWith('/api/files')) {
    const folder = new URL(url, location.href).searchParams.get('folder') ?? '';
    const entry = (name: string, kind: string) => ({ name, path: folder === '' ? name : `${folder}/${name}`, kind, size_bytes: kind === 'file' ? 123456 : null, changed_at: null });
    return { folder, entries: folder === '' ? [entry('data', 'folder'), entry('sales.csv', 'file'), entry('report.xlsx', 'file')] : [entry('sales.csv', 'file'), entry('stop.txt', 'file')] };
  }
  if (url.startsWith('/api/preview')) {
    await wait(80);
    const filter = (body['filter'] ?? []) as { column: string; op: string; value: Json }[];
    const total = body['node'] === 'all' ? 12_000_000 : filter.length > 0 ? 1342 : 4277;
    const offset = Number(body['offset']);
    const rows = Math.max(0, Math.min(Number(body['limit']), total - offset));
    const made = body['node'] === 'calculator' ? [...columns, { name: 'Размер чека', type: 'text', dtype: 'String' }] : body['node'] === 'source' ? columns : withSegment;
    return { columns: made.map((column) => ({ ...column, values: Array.from({ length: rows }, (_, row) => cell(column.name, offset + row)) })), offset, rows, total, full: body['node'] !== 'source', sample_of: null, problem: null };
  }
  if (url.startsWith('/api/view')) {
    await wait(80);
    const counts = [[636, 875, 1342], [225, 251, 103], [611, 201, 33]];
    const money = [[257103, 953221, 6590000], [86300, 197000, 188000], [268000, 230000, 51000]];
    const head = (ru: string, en: string, sr: string, se: string) => ({ value: ru, title: T(ru, en), subtitle: T(sr, se) });
    return {
      rows: [head('активные', 'active', 'до 90 дн.', 'up to 90 d'), head('засыпающие', 'dozing', '91–180 дн.', '91–180 d'), head('уснувшие', 'asleep', 'больше 180 дн.', 'over 180 d')],
      columns: [head('новые', 'new', '1 чек', '1 order'), head('перспективные', 'promising', '2–3 чека', '2–3 orders'), head('постоянные', 'regular', 'от 4 чеков', '4 and more')],
      cells: counts.map((line, r) => line.map((count, c) => ({ number: r * 3 + c + 1, filter: { column: 'Сегмент', op: '=', value: `${r * 3 + c + 1}` }, measures: [count, count / 4277, money[r]?.[c] ?? 0] }))),
      measures: [{ id: 'n', title: T('Клиенты', 'Customers'), format: 'integer' }, { id: 's', title: T('доля', 'share'), format: 'percent' }, { id: 'm', title: T('выручка', 'revenue'), format: 'money' }],
      aside: [{ title: T('без покупок', 'no purchases'), filter: { column: 'Сегмент', op: '=', value: '0' }, measures: [0, 0, 0] }], totals: [4277, 1, 8822762.49], full: true,
    };
  }
  if (url.startsWith('/api/analyse')) return analysisOf(body['document'] as unknown as WorkflowDocument);
  if (url.startsWith('/api/formula')) {
    await wait(60);
    const problems = formulaProblems(String(body['text']));
    return { type: problems.length > 0 ? null : 'text', problems, tokens: [] };
  }
  return {};
}

export const fakeFetch: typeof fetch = async (input, init) => {
  const url = String(input);
  const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as Record<string, Json>) : {};
  return new Response(JSON.stringify(await answer(url, body)), { status: 200, headers: { 'content-type': 'application/json' } });
};
