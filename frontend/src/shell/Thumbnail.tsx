import { boundsOf } from '../canvas/fit';
import { parseEnd } from '../document';
import type { Mark, WorkflowDocument } from '../document';
import { complete } from '../document';
import { useCatalogue } from '../state';
import { hueOf } from '../ui';

const CARD = 56;
const ringColors: Record<Mark, string> = { added: 'var(--ok)', removed: 'var(--err)', changed: 'var(--warn)' };

export interface ThumbnailProps {
  document: WorkflowDocument;
  height?: number;
  /** What a comparison says of the nodes: they get a ring of that colour. */
  marks?: ReadonlyMap<string, Mark>;
}

/** A small picture of a workflow: its cards as dots of their category's colour, its edges. */
export function Thumbnail({ document: given, height = 80, marks }: ThumbnailProps) {
  const { byId } = useCatalogue();
  const document_ = complete(given);
  const bounds = boundsOf({ ...document_, groups: [], notes: [] });
  if (bounds === null) return <svg height={height} aria-hidden="true" />;
  const live = new Set(document_.nodes.map((node) => node.id));
  const places = Object.fromEntries(Object.entries(document_.layout.nodes).filter(([id]) => live.has(id)));
  const x = bounds.x + 24 - 40;
  const y = bounds.y + 6 - 40;
  const width = bounds.width - 48 + 80;
  const tall = bounds.height - 74 + 80;
  // The dots keep their size however large the workflow is.
  const unit = Math.max(width / 240, tall / height, 3.2);
  const size = Math.max(CARD, 9 * unit);
  const shift = (size - CARD) / 2;
  return (
    <svg
      width="100%"
      height={height}
      viewBox={`${x + width / 2 - 120 * unit} ${y + tall / 2 - (height / 2) * unit} ${240 * unit} ${height * unit}`}
      aria-hidden="true"
    >
      <g fill="none" stroke="var(--edge)" strokeWidth={unit}>
        {document_.edges.map((edge) => {
          const from = places[parseEnd(edge.from).node];
          const to = places[parseEnd(edge.to).node];
          if (from === undefined || to === undefined) return null;
          const turn = Math.max(from.x + CARD + 4 * unit, to.x - 6 * unit);
          return (
            <path
              key={`${edge.from}->${edge.to}`}
              d={`M${from.x + CARD / 2} ${from.y + CARD / 2}H${turn}V${to.y + CARD / 2}H${to.x + CARD / 2}`}
            />
          );
        })}
      </g>
      {document_.nodes.map((node) => {
        const at = places[node.id];
        if (at === undefined) return null;
        const ring = marks?.get(node.id);
        return (
          <rect
            key={node.id}
            data-hue={hueOf(byId.get(node.type)?.category)}
            x={at.x - shift}
            y={at.y - shift}
            width={size}
            height={size}
            rx={2 * unit}
            fill="var(--cf)"
            stroke={ring === undefined ? 'var(--canvas)' : ringColors[ring]}
            strokeWidth={unit * (ring === undefined ? 1.5 : 2.5)}
          />
        );
      })}
    </svg>
  );
}
