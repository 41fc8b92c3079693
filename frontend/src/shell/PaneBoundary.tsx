import { Component } from 'react';
import type { ReactNode } from 'react';
import { t } from '../i18n';
import { Button } from '../ui';
import css from './shell.module.css';

/** Keeps a fault of one pane in that pane: the canvas and the edits stay. */
export class PaneBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className={css.failure} role="alert">
        <p>{t('shell.paneFailed')}</p>
        <Button onClick={() => this.setState({ failed: false })}>{t('shell.signIn.again')}</Button>
      </div>
    );
  }
}
