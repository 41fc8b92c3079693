import { Modal } from '@mantine/core';
import type { Json } from '../api';
import { useFormat, useLanguage, useTranslation } from '../i18n';
import { Button } from '../ui';
import { CellText } from './Cell';
import { cellOf, plainText } from './model/format';
import css from './preview.module.css';

export interface CellViewerProps {
  column: string;
  type: string;
  row: number;
  value: Json | undefined;
  onClose: () => void;
}

/** The whole value of a cell, however long. */
export function CellViewer({ column, type, row, value, onClose }: CellViewerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const whole = typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : plainText(value, language);
  const marked = value === null || value === undefined || value === '';
  return (
    <Modal opened onClose={onClose} withCloseButton={false} centered size="auto" styles={{ body: { padding: 16 } }} aria-label={t('preview.cell', { column, row: row + 1 })} transitionProps={{ duration: 120 }}>
      <div className={css.viewer} data-viewer data-testid="cell-viewer">
        <div className={css.viewerHead}>
          <b>{column}</b>
          <span>
            {t('preview.row')} {format.number(row + 1, 0)}
            {typeof value === 'string' && type !== 'date' && <> · {t('preview.cell_chars', { count: value.length })}</>}
          </span>
        </div>
        <div className={css.viewerBody} role="textbox" aria-readonly="true" aria-multiline="true" aria-label={column} tabIndex={0}>
          {marked ? <CellText cell={cellOf(value ?? null, type, language)} /> : whole}
        </div>
        <div className={css.viewerFoot}>
          <Button icon="copy" disabled={marked} onClick={() => void navigator.clipboard.writeText(whole)}>
            {t('preview.copy_cell')}
          </Button>
          <Button data-autofocus onClick={onClose}>
            {t('preview.close')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
