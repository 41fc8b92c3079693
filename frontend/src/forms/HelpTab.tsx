import type { NodeType } from '../api';
import { setSettings } from '../document';
import { tableTaker, withTables } from './model/example';
import type { WorkflowNode } from '../document';
import { useLanguage, useText, useTranslation } from '../i18n';
import { edit, useCatalogue } from '../state';
import { Button, Chip, Markdown } from '../ui';
import css from './forms.module.css';
import { describeSettings } from './model/describe';
import type { SchemaNode } from './model/schema';

export interface HelpTabProps {
  node: WorkflowNode;
  type: NodeType;
  onInserted: () => void;
}

/** What the node does, what others call it, settings to begin from. */
export function HelpTab({ node, type, onInserted }: HelpTabProps) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const help = text(type.help);
  const taker = tableTaker(useCatalogue().nodes);
  return (
    <div className={css.tabPad}>
      <p className={css.summary}>{text(type.summary)}</p>
      {help !== '' && help !== text(type.summary) && <Markdown text={help} />}
      {type.also_called.length > 0 && (
        <>
          <h3 className={css.subhead}>{t('forms.help.also_called')}</h3>
          <div className={css.words}>
            {type.also_called.map((word) => (
              <Chip key={word}>{word}</Chip>
            ))}
          </div>
        </>
      )}
      {type.examples.length > 0 && (
        <>
          <h3 className={css.subhead}>{t('forms.help.examples')}</h3>
          {type.examples.map((example, index) => (
            <div key={index} className={css.exampleRow}>
              <p>{text(example.title)}</p>
              <dl className={css.exampleSettings}>
                {describeSettings(example.settings, type.schema as SchemaNode, type.defaults, language).map((line) => (
                  <div key={line.title}>
                    <dt>{line.title}</dt>
                    <dd>{line.text}</dd>
                  </div>
                ))}
              </dl>
              <Button
                dense
                onClick={() => {
                  const settings = { ...structuredClone(type.defaults), ...structuredClone(example.settings) };
                  edit(
                    (document) => withTables(setSettings(document, node.id, settings), node.id, type, example.inputs ?? {}, taker),
                    t('forms.edits.example'),
                  );
                  onInserted();
                }}
              >
                {t('forms.help.insert')}
              </Button>
            </div>
          ))}
        </>
      )}
    </div>
  );
}
