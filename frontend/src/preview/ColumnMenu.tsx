import { Menu } from '@mantine/core';
import type { SortBy } from '../api';
import { useTranslation } from '../i18n';
import { Icon } from '../ui';

export interface ColumnMenuProps {
  column: string;
  anchor: DOMRect;
  by: SortBy | undefined;
  frozen: boolean;
  /** Another column stays when this one is hidden. */
  hideable: boolean;
  onSort: (descending: boolean | null) => void;
  onCard: () => void;
  onFreeze: (frozen: boolean) => void;
  onHide: () => void;
  onTrace: () => void;
  onClose: () => void;
}

/** What can be done with a column of what is shown; the workflow stays as it is. */
export function ColumnMenu(props: ColumnMenuProps) {
  const { column, anchor, by, frozen } = props;
  const { t } = useTranslation();
  return (
    <Menu opened onClose={props.onClose} position="bottom-start" offset={2} width={240} withinPortal returnFocus>
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('preview.column.menu', { column })}
          style={{ position: 'fixed', left: anchor.left, top: anchor.top, width: anchor.width, height: anchor.height, pointerEvents: 'none', opacity: 0 }}
        />
      </Menu.Target>
      <Menu.Dropdown data-testid="column-menu" aria-label={t('preview.column.menu', { column })}>
        <Menu.Item leftSection={<Icon name="arrowUp" />} onClick={() => props.onSort(false)} disabled={by?.descending === false}>
          {t('preview.column.sort_up')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="arrowDown" />} onClick={() => props.onSort(true)} disabled={by?.descending === true}>
          {t('preview.column.sort_down')}
        </Menu.Item>
        {by !== undefined && (
          <Menu.Item leftSection={<Icon name="cross" />} onClick={() => props.onSort(null)}>
            {t('preview.column.sort_none')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="bars" />} onClick={props.onCard}>
          {t('preview.column.values')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="flow" />} onClick={props.onTrace} data-testid="column-trace">
          {t('preview.column.trace')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="pin" />} onClick={() => props.onFreeze(!frozen)}>
          {t(frozen ? 'preview.column.unfreeze' : 'preview.column.freeze')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="off" />} disabled={!props.hideable} onClick={props.onHide}>
          {t('preview.column.hide')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="copy" />} onClick={() => void navigator.clipboard.writeText(column)}>
          {t('preview.column.copy_name')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
