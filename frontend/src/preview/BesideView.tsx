import { useCallback, useMemo, useRef, useState } from 'react';
import { nodeTitle } from '../canvas/look';
import { Picker } from '../forms/widgets/Picker';
import { useLanguage, useText, useTranslation } from '../i18n';
import { portsOf, useAnalysis, useDocument } from '../state';
import { tables } from './CompareView';
import { Grid } from './Grid';
import { showTrace } from './lineage';
import css from './preview.module.css';
import { setLook, useLook } from './store';
import { useVersion } from './useVersion';
import { useWindows } from './useWindows';
import type { Wanted, WindowSource } from './useWindows';

const NOTHING_WANTED: Wanted = { pages: [], blocks: [] };

export interface BesideViewProps {
  /** The output at the other side, not offered here. */
  node: string;
  port: string;
  /** `node.port` as JSON; null until chosen. */
  chosen: string | null;
  tall: boolean;
  typeWord: (type: string) => string;
  onChoose: (chosen: string) => void;
}

/** Another output beside the one in the pane: its own order, filter and widths. */
export function BesideView({ node, port, chosen, tall, typeWord, onChoose }: BesideViewProps) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const document = useDocument((whole) => whole);
  const analysis = useAnalysis();
  const options = useMemo(
    () =>
      document.nodes.flatMap((other) =>
        tables(portsOf(other.id, document, analysis).outputs)
          .filter(({ port: one }) => !(other.id === node && one.id === port))
          .map(({ port: one, several }) => ({
            value: JSON.stringify({ node: other.id, port: one.id }),
            title: several ? `${nodeTitle(other.id, language)}: ${text(one.title)}` : nodeTitle(other.id, language),
          })),
      ),
    [document, analysis, node, port, language, text],
  );
  const known = chosen !== null && options.some((option) => option.value === chosen);
  const end = useMemo(() => (known && chosen !== null ? (JSON.parse(chosen) as { node: string; port: string }) : null), [known, chosen]);
  return (
    <div className={css.beside} data-testid="beside">
      <div className={css.besideBar}>
        <Picker label={t('preview.beside.choose')} value={known && chosen !== null ? chosen : ''} placeholder={t('preview.beside.choose')} searchPlaceholder={t('preview.compare.search')} options={options} testId="beside-with" onChange={onChoose} />
      </div>
      {end === null ? <p className={css.chartNote}>{t('preview.beside.hint')}</p> : <Other key={chosen} end={end} tall={tall} typeWord={typeWord} />}
    </div>
  );
}

function Other({ end, tall, typeWord }: { end: { node: string; port: string }; tall: boolean; typeWord: (type: string) => string }) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const look = useLook(end.node, 'out', end.port);
  const version = useVersion(end);
  const [wanted, setWanted] = useState(NOTHING_WANTED);
  const copyRef = useRef<((withHeads: boolean) => void) | null>(null);
  const { sort, filter, search } = look;
  const source = useMemo<WindowSource>(() => ({ node: end.node, port: end.port, sort, filter, search, version }), [end, sort, filter, search, version]);
  const windows = useWindows(source, wanted);
  const onWanted = useCallback((next: Wanted) => setWanted(next), []);
  if (windows.first === null) {
    return (
      <p className={css.chartNote} role="status">
        {windows.problem === null ? t('preview.loading') : text(windows.problem.text)}
      </p>
    );
  }
  return (
    <Grid
      title={nodeTitle(end.node, language)}
      source={source}
      windows={windows}
      look={look}
      tall={tall}
      typeWord={typeWord}
      onWanted={onWanted}
      onLook={(next) => setLook(end.node, 'out', end.port, next)}
      onSearch={() => undefined}
      onTrace={(column) => showTrace({ ...end, column })}
      onCopied={() => undefined}
      copyRef={copyRef}
    />
  );
}
