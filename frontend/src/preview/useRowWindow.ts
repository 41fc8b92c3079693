import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import * as windowing from './model/windowing';
import type { Track } from './model/windowing';

export interface RowWindow {
  track: Track;
  first: number;
  last: number;
  /** Height of the scrolled element. */
  heightPx: number;
  /** Where a row stands inside the scrolled element. */
  topOf: (row: number) => number;
  showRow: (row: number) => void;
}

/**
 * Which rows are in sight of a scrolled element. In a table too tall for the browser the offset is kept here
 * and the scroll bar only follows it, so that the wheel still moves by single rows.
 */
export function useRowWindow(scroll: RefObject<HTMLDivElement | null>, rowCount: number, headPx: number): RowWindow {
  const [viewportPx, setViewport] = useState(0);
  const [offset, setOffset] = useState(0);
  const [scrollTop, setScrollTop] = useState(0);
  const own = useRef(false);
  const track: Track = { rowCount, viewportPx };
  const latest = useRef({ track, offset });
  latest.current = { track, offset };

  useLayoutEffect(() => {
    const element = scroll.current;
    if (element === null) return undefined;
    const measure = (): void => setViewport(Math.max(0, element.clientHeight - headPx));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    const onScroll = (): void => {
      const top = element.scrollTop;
      setScrollTop(top);
      if (own.current) {
        own.current = false;
        return;
      }
      setOffset(windowing.offsetOfScroll(top, latest.current.track));
    };
    const onWheel = (event: WheelEvent): void => {
      const { track: now, offset: at } = latest.current;
      if (!windowing.isScaled(now) || event.deltaY === 0 || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      const step = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * windowing.ROW_HEIGHT_PX : event.deltaY;
      place(at + step);
    };
    const place = (next: number): void => {
      const { track: now } = latest.current;
      const bounded = Math.min(Math.max(0, next), windowing.maxOffset(now));
      setOffset(bounded);
      latest.current.offset = bounded;
      const top = windowing.scrollOfOffset(bounded, now);
      if (Math.abs(element.scrollTop - top) >= 1) {
        own.current = true;
        element.scrollTop = top;
      }
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel);
    };
  }, [scroll, headPx]);

  const bounded = Math.min(offset, windowing.maxOffset(track));
  const { first, last } = windowing.visibleRows(bounded, track);
  const scaled = windowing.isScaled(track);

  const showRow = useCallback(
    (row: number): void => {
      const element = scroll.current;
      if (element === null) return;
      const { track: now, offset: at } = latest.current;
      const next = windowing.offsetShowingRow(row, at, now);
      if (next === at) return;
      latest.current.offset = next;
      setOffset(next);
      own.current = true;
      element.scrollTop = windowing.scrollOfOffset(next, now);
      setScrollTop(element.scrollTop);
    },
    [scroll],
  );

  return {
    track,
    first,
    last,
    heightPx: windowing.trackHeight(track),
    topOf: (row) =>
      scaled ? Math.round(row * windowing.ROW_HEIGHT_PX - bounded + scrollTop) : row * windowing.ROW_HEIGHT_PX,
    showRow,
  };
}
