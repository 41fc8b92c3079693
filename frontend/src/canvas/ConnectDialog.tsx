import { Modal } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useLanguage, useText, useTranslation } from '../i18n';
import { portsOf, useDocument, useNodeAnalysis } from '../state';
import { Tile } from '../ui';
import { useCatalogue } from '../state';
import { joinPorts, joinable } from './actions';
import { nodeTitle } from './look';
import { setCanvas, useCanvas } from './store';
import css from './canvas.module.css';

function Choices({ node }: { node: string }) {
  const { t } = useTranslation();
  const text = useText();
  const document_ = useDocument((document) => document);
  const analysis = useNodeAnalysis(node);
  const catalogue = useCatalogue();
  const outputs = useMemo(() => (analysis === undefined ? portsOf(node).outputs : analysis.ports.outputs), [analysis, node]);
  const [port, setPort] = useState(outputs[0]?.id ?? '');
  const choices = useMemo(
    () => (document_.nodes.length > 0 && port !== '' ? joinable({ node, port }) : []),
    [document_, node, port],
  );
  const join = (index: number): void => {
    const choice = choices[index];
    if (choice === undefined) return;
    joinPorts({ node, port }, choice.end);
    setCanvas({ connectFrom: null });
  };
  return (
    <>
      {outputs.length > 1 && (
        <select
          className={css.search}
          style={{ width: '100%', marginBottom: 8 }}
          value={port}
          aria-label={t('canvas.connect.output')}
          onChange={(event) => setPort(event.target.value)}
        >
          {outputs.map((output) => (
            <option key={output.id} value={output.id}>
              {text(output.title)}
            </option>
          ))}
        </select>
      )}
      <div role="group" aria-label={t('canvas.connect.inputs')}>
        {choices.map(({ end, port: input, title }, index) => {
          const type = catalogue.byId.get(document_.nodes.find((other) => other.id === end.node)?.type ?? '');
          return (
            <button
              key={`${end.node}.${end.port}`}
              type="button"
              className={css.option}
              style={{ width: '100%' }}
              data-testid={`connect-to-${end.node}-${end.port}`}
              data-autofocus={index === 0 ? true : undefined}
              onClick={() => join(index)}
            >
              <Tile category={type?.category} icon={type?.icon} />
              <div>
                <b>{title}</b>
                <small>{text(input.title)}</small>
              </div>
            </button>
          );
        })}
        {choices.length === 0 && <p className={css.nothing}>{t('canvas.connect.nothing')}</p>}
      </div>
    </>
  );
}

/** Joining by keyboard: the list of inputs an output fits. */
export function ConnectDialog() {
  const node = useCanvas((state) => state.connectFrom);
  const language = useLanguage();
  const { t } = useTranslation();
  return (
    <Modal
      opened={node !== null}
      onClose={() => setCanvas({ connectFrom: null })}
      title={node === null ? '' : t('canvas.connect.title', { title: nodeTitle(node, language) })}
      size="sm"
      closeButtonProps={{ 'aria-label': t('canvas.close') }}
    >
      {node !== null && <Choices node={node} />}
    </Modal>
  );
}
