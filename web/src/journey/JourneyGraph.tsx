import { useElementSize, useMediaQuery, useMergedRef } from '@mantine/hooks';
import { Background, Controls, type Edge, MarkerType, type Node, ReactFlow } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useEffect, useMemo, useRef } from 'react';
import type { Graph, JourneyCounts, StepCount } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { GraphStep, type StepData } from './GraphStep';
import { GraphWay, type WayData } from './GraphWay';
import styles from './JourneyGraph.module.css';
import { layout, pathOf } from './layout';
import { sharesOf } from './share';
import { heightOf } from './stepLook';
import { useWay } from './way';

const NODE_TYPES = { step: GraphStep };
const EDGE_TYPES = { way: GraphWay };
/** Where a way leads. */
const ARROW = { type: MarkerType.ArrowClosed, color: 'var(--gold)', width: 18, height: 18 };
/** As long as a count with its share becomes. */
const ROOM_FOR_SHARE = '10,000 (100 %)';
/** Room around the picture, in pixels. */
const PAD = 24;
/** Below this the text could not be read: a wider picture is moved sideways instead. */
const SMALLEST = 0.82;

interface GraphProps {
  graph: Graph;
  /** How many are where, if it is live. */
  counts: JourneyCounts | null;
  /** Which journey its numbers open lists of; none for what is not live. */
  journey?: string | undefined;
}

/** A journey as a picture: what leads to what, and how many are where right now. */
export function JourneyGraph({ graph, counts, journey }: GraphProps) {
  const { t } = useTranslation();
  const say = useWay();
  const { ref: measured, width: room } = useElementSize<HTMLDivElement>();
  const box = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(measured, box);
  const mouse = useMediaQuery('(pointer: fine)', true);
  const format = useFormat();
  const words = graph.edges.map(say.edge);
  const shares = counts ? sharesOf(graph, counts) : [];
  const told = graph.edges.map((_, at) => {
    const one = shares[at];
    if (!one) return words[at] ?? '';
    const share = one.share === null ? '' : ` (${format.share(one.share)})`;
    return [words[at], `${format.number(one.count)}${share}`].filter(Boolean).join(' · ');
  });
  // Numbers change all the time and the picture stays: they get as much room as a large one takes.
  const labels = words.map(text => (counts ? [text, ROOM_FOR_SHARE].filter(Boolean).join(' · ') : text)).join('\n');
  const heights = graph.nodes.map(step => heightOf(say.node(step), counts !== null)).join(' ');
  const picture = useMemo(
    () => layout(graph, labels.split('\n'), heights.split(' ').map(Number)),
    [graph, labels, heights],
  );
  const zoom = Math.max(SMALLEST, Math.min(1, room / (picture.width + 2 * PAD)));
  const width = (picture.width + 2 * PAD) * zoom;
  const trigger = picture.nodes.get(graph.nodes[0]?.id ?? '')?.x ?? 0;
  // Where the picture is wider than the room, one begins at its beginning.
  useEffect(() => {
    if (box.current) box.current.scrollLeft = (trigger + PAD) * zoom - room / 2;
  }, [trigger, zoom, room]);
  const nodes: Node<StepData, 'step'>[] = graph.nodes.map(step => {
    const at = picture.nodes.get(step.id) ?? { x: 0, y: 0, width: 0, height: 0 };
    return {
      id: step.id,
      type: 'step',
      position: { x: at.x - at.width / 2, y: at.y - at.height / 2 },
      width: at.width,
      height: at.height,
      data: { step, words: say.node(step), count: countOf(step.id, step.kind, counts), journey },
    };
  });
  const edges: Edge<WayData, 'way'>[] = picture.ways.map(({ from, to, points, label }, at) => ({
    id: `${at} ${from} ${to}`,
    source: from,
    target: to,
    type: 'way',
    markerEnd: ARROW,
    data: { path: pathOf(points), label: label && { ...label, text: told[at] ?? label.text } },
  }));
  return (
    <>
      {room > 0 && width > room ? <p className="small soft below">{t('graph.wider')}</p> : null}
      <div ref={ref} className={styles.room}>
        {room > 0 ? (
          <div className={styles.canvas} style={{ height: (picture.height + 2 * PAD) * zoom, minWidth: width }}>
            <ReactFlow
              key={`${room} ${labels}`}
              nodes={nodes}
              edges={edges}
              nodeTypes={NODE_TYPES}
              edgeTypes={EDGE_TYPES}
              defaultViewport={{ x: Math.max(0, (room - width) / 2) + PAD * zoom, y: PAD * zoom, zoom }}
              minZoom={0.3}
              maxZoom={1.6}
              nodesDraggable={false}
              nodesConnectable={false}
              nodesFocusable
              edgesFocusable={false}
              elementsSelectable={false}
              preventScrolling={false}
              panOnDrag={mouse}
              zoomOnScroll={false}
              zoomOnPinch={mouse}
              proOptions={{ hideAttribution: true }}
              aria-label={t('graph.label')}
              ariaLabelConfig={{
                'controls.zoomIn.ariaLabel': t('graph.zoom_in'),
                'controls.zoomOut.ariaLabel': t('graph.zoom_out'),
                'controls.fitView.ariaLabel': t('graph.fit'),
              }}
            >
              <Background gap={22} size={1} color="var(--rule)" />
              {mouse ? <Controls showInteractive={false} position="bottom-right" /> : null}
            </ReactFlow>
          </div>
        ) : null}
      </div>
    </>
  );
}

/** How many came by a step; at the beginning those who entered, at the end those who reached the goal. */
function countOf(id: string, kind: string, counts: JourneyCounts | null): StepCount | undefined {
  if (!counts) return undefined;
  const none = {
    step: id,
    here: 0,
    ways: [],
    sent: 0,
    refused: 0,
    refusals: [],
    deferred: 0,
    under_way: 0,
    unknown: 0,
  };
  if (kind === 'trigger') return { ...none, passed: counts.entered };
  if (kind === 'end') return { ...none, passed: counts.goal };
  return counts.steps.find(count => count.step === id);
}
