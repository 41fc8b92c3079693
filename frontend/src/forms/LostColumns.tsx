import { setSettings } from '../document';
import { useLanguage, useTranslation } from '../i18n';
import { edit } from '../state';
import { Icon, TypeGlyph } from '../ui';
import css from './forms.module.css';
import { editDistance } from './model/columns';
import type { ColumnInfo } from './model/columns';
import { lostColumns, remapColumn } from './model/remap';
import { useScope } from './scope';
import { Picker } from './widgets/Picker';

const MOST = 5;

/** Columns the settings name and the input no longer has: each is put right in all its places at once. */
export function LostColumns({ incoming }: { incoming: readonly ColumnInfo[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const scope = useScope();
  const lost = lostColumns(scope.problems, scope.values);
  if (lost.length === 0 || incoming.length === 0) return null;
  const remap = (from: string, to: string): void =>
    edit(
      (document) => {
        const node = document.nodes.find((other) => other.id === scope.nodeId);
        return node === undefined ? document : setSettings(document, node.id, remapColumn(node.settings, scope.root, scope.root, from, to));
      },
      t('forms.remap.edit', { from, to }),
    );
  return (
    <section className={css.lost} aria-label={t('forms.remap.title')} data-testid="lost-columns">
      {lost.slice(0, MOST).map(({ name, places }) => {
        // The likest names stand first.
        const offered = [...incoming].sort(
          (one, other) => editDistance(one.name.toLowerCase(), name.toLowerCase()) - editDistance(other.name.toLowerCase(), name.toLowerCase()),
        );
        return (
          <div key={name} className={css.lostLine}>
            <Icon name="bang" size={12} />
            <span className={css.lostName} title={name}>
              {t('forms.remap.lost', { name, count: places })}
            </span>
            <Picker
              label={t('forms.remap.label', { name })}
              value=""
              placeholder={t('forms.remap.placeholder')}
              searchPlaceholder={t('forms.column.search')}
              testId="remap"
              options={offered.map((column) => ({
                value: column.name,
                title: column.name,
                mark: <TypeGlyph type={column.type} language={language} word={scope.typeWord(column.type)} />,
              }))}
              onChange={(to) => remap(name, to)}
            />
          </div>
        );
      })}
      {lost.length > MOST && <p className={css.quietNote}>{t('forms.remap.more', { count: lost.length - MOST })}</p>}
    </section>
  );
}
