import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import styles from './JourneyGraph.module.css';
import type { Way } from './layout';

export interface WayData extends Record<string, unknown> {
  /** The way as the path of an SVG. */
  path: string;
  label: Way['label'];
}

/** A way from one step to the next, with what has to happen for it. */
export function GraphWay({ id, data, markerEnd }: EdgeProps<Edge<WayData, 'way'>>) {
  if (!data) return null;
  const { path, label } = data;
  return (
    <>
      <BaseEdge id={id} path={path} {...(markerEnd ? { markerEnd } : {})} />
      {label ? (
        <EdgeLabelRenderer>
          <span
            className={styles.label}
            style={{ left: label.x, top: label.y, width: label.width, maxHeight: label.height }}
            title={label.text}
          >
            {label.text}
          </span>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
}
