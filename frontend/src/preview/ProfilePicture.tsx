import type { ColumnProfile } from '../api';
import { barsOf, qualityOf } from './model/profile';
import css from './preview.module.css';

/** The quality bar: filled, empty text, wrong and NULL, in shares of the width. */
export function QualityBar({ profile, label }: { profile: ColumnProfile; label: string }) {
  const quality = qualityOf(profile);
  return (
    <span className={css.quality} role="img" aria-label={label}>
      {(['filled', 'empty', 'error', 'null'] as const).map((part) =>
        quality[part] > 0 ? <i key={part} data-part={part} style={{ flexGrow: quality[part], minWidth: 2 }} /> : null,
      )}
    </span>
  );
}

const WIDTH = 100;
const HEIGHT = 22;

/** The small picture of a column's values: a histogram, or how frequent the values are. */
export function SmallBars({ profile }: { profile: ColumnProfile }) {
  const bars = barsOf(profile);
  if (bars.length === 0) return <span className={css.noBars} />;
  const step = Math.min(12, WIDTH / bars.length);
  return (
    <svg className={css.bars} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {bars.map((bar, index) => {
        const height = bar.count === 0 ? 0 : Math.max(1, bar.height * HEIGHT);
        return <rect key={index} x={index * step} y={HEIGHT - height} width={step * 0.86} height={height} />;
      })}
    </svg>
  );
}
