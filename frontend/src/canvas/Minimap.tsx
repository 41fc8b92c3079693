import { useStore } from '@xyflow/react';
import type { ReactFlowState } from '@xyflow/react';
import { useMemo } from 'react';
import type { PointerEvent as ReactPointerEvent } from 'react';
import { shallow } from 'zustand/shallow';
import { parseEnd } from '../document';
import { useTranslation } from '../i18n';
import { useCatalogue, useDocument } from '../state';
import { hueOf } from '../ui';
import { boundsOf } from './fit';
import { CARD } from './geometry';
import { currentFlow } from './store';
import css from './canvas.module.css';

const seen = (state: ReactFlowState): [number, number, number, number, number] => [
  state.transform[0],
  state.transform[1],
  state.transform[2],
  state.width,
  state.height,
];

/** The whole workflow in small; a press or a drag on it moves the view there. */
export function Minimap() {
  const { t } = useTranslation();
  const document_ = useDocument((document) => document);
  const { byId } = useCatalogue();
  const [x, y, zoom, width, height] = useStore(seen, shallow);
  const bounds = useMemo(() => boundsOf(document_), [document_]);
  const drawing = useMemo(() => {
    const live = new Set(document_.nodes.map((node) => node.id));
    const places = Object.fromEntries(Object.entries(document_.layout.nodes).filter(([id]) => live.has(id)));
    return {
      frames: document_.groups.flatMap((group) => {
        const box = document_.layout.groups[group.id];
        return box === undefined ? [] : [<rect key={group.id} {...box} rx="12" />];
      }),
      edges: document_.edges.flatMap((edge) => {
        const from = places[parseEnd(edge.from).node];
        const to = places[parseEnd(edge.to).node];
        if (from === undefined || to === undefined) return [];
        const turn = Math.max(from.x + CARD, to.x - 12);
        return [
          <path
            key={`${edge.from}->${edge.to}`}
            d={`M${from.x + CARD} ${from.y + CARD / 2}H${turn}V${to.y + CARD / 2}H${to.x}`}
          />,
        ];
      }),
      nodes: document_.nodes.flatMap((node) => {
        const at = places[node.id];
        return at === undefined
          ? []
          : [
              <rect
                key={node.id}
                data-hue={hueOf(byId.get(node.type)?.category)}
                x={at.x + 2}
                y={at.y + 2}
                width={CARD - 4}
                height={CARD - 4}
                rx="10"
                fill="var(--cf)"
              />,
            ];
      }),
    };
  }, [document_, byId]);
  if (bounds === null) return null;
  const view = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
  const left = Math.min(bounds.x - 24, view.x);
  const top = Math.min(bounds.y - 24, view.y);
  const right = Math.max(bounds.x + bounds.width + 24, view.x + view.width);
  const bottom = Math.max(bounds.y + bounds.height + 24, view.y + view.height);
  const unit = Math.max((right - left) / 142, (bottom - top) / 66);
  const go = (event: ReactPointerEvent<SVGSVGElement>): void => {
    const matrix = event.currentTarget.getScreenCTM();
    if (matrix === null) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    void currentFlow()?.setCenter(at.x, at.y, { zoom });
  };
  return (
    <div className={css.minimap} data-testid="minimap">
      <svg
        viewBox={`${left} ${top} ${right - left} ${bottom - top}`}
        role="img"
        aria-label={t('canvas.minimap')}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          go(event);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 1) go(event);
        }}
      >
        <rect
          {...view}
          rx={3 * unit}
          fill="var(--accent-soft)"
          stroke="var(--accent)"
          strokeWidth={unit}
          opacity="0.9"
        />
        <g fill="none" stroke="var(--frame)" strokeWidth={unit}>
          {drawing.frames}
        </g>
        <g fill="none" stroke="var(--edge)" strokeWidth={unit}>
          {drawing.edges}
        </g>
        {drawing.nodes}
      </svg>
    </div>
  );
}
