import { useState } from 'react';
import { api } from '../api';
import { setSettings } from '../document';
import type { Json, Settings } from '../document';
import { useLanguage, useTranslation } from '../i18n';
import { currentDocument, currentPath, edit } from '../state';
import css from './forms.module.css';
import { fieldsOf } from './model/schema';
import type { Field } from './model/schema';
import { useScope } from './scope';

/** The conditions and the formula of one node that say the same in two ways. */
function twinsOf(field: Field, fields: readonly Field[]): { conditions: Field; formula: string; way: 'formula' | 'conditions'; siblings: Settings } | null {
  const conditions = fields.find((other) => other.ui.twin != null && (other.key === field.key || other.ui.twin.field === field.key));
  if (conditions?.ui.twin == null) return null;
  const way = conditions.key === field.key ? 'formula' : 'conditions';
  return { conditions, formula: conditions.ui.twin.field, way, siblings: conditions.ui.twin[way] };
}

/** Writes conditions as a formula, or a formula as conditions where it says no more; one undo step. */
export function TwinButton({ field, value }: { field: Field; value: Json }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const scope = useScope();
  const [failed, setFailed] = useState(false);
  const twins = twinsOf(field, fieldsOf(scope.root, scope.root));
  if (twins === null) return null;
  const empty =
    twins.way === 'conditions'
      ? typeof value !== 'string' || value.trim() === ''
      : value === null || typeof value !== 'object' || Object.values(value).every((items) => !Array.isArray(items) || items.length === 0);
  if (empty) return null;
  const turn = async (): Promise<void> => {
    const answer = await api
      .conditions({
        path: currentPath(),
        document: currentDocument(),
        language,
        node: scope.nodeId,
        port: twins.conditions.ui.port ?? 'rows',
        ...(twins.way === 'formula' ? { conditions: value as Record<string, Json> } : { text: String(value) }),
      })
      .catch(() => null);
    const made = twins.way === 'formula' ? answer?.formula : answer?.conditions;
    setFailed(made == null);
    if (made == null) return;
    const key = twins.way === 'formula' ? twins.formula : twins.conditions.key;
    edit(
      (document) => {
        const node = document.nodes.find((other) => other.id === scope.nodeId);
        return node === undefined ? document : setSettings(document, node.id, { ...node.settings, ...twins.siblings, [key]: made as Json });
      },
      t(`forms.twin.${twins.way}`),
    );
  };
  return (
    <div className={css.twin}>
      <button type="button" className={css.add} data-testid="twin" onClick={() => void turn()}>
        {t(`forms.twin.${twins.way}`)}
      </button>
      {failed && (
        <p className={css.quietNote} role="status">
          {t(`forms.twin.no_${twins.way}`)}
        </p>
      )}
    </div>
  );
}
