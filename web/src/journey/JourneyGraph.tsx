import { useElementSize, useMediaQuery, useMergedRef } from '@mantine/hooks';
import { Background, Controls, type Edge, MarkerType, type Node, ReactFlow } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useEffect, useRef } from 'react';
import { useTranslation } from '../i18n';
import type { Flow } from './flow';
import { GraphStep, type StepData } from './GraphStep';
import { GraphWay, type WayData } from './GraphWay';
import styles from './JourneyGraph.module.css';
import { pathOf } from './layout';
import { PAD, SMALLEST } from './room';

const NODE_TYPES = { step: GraphStep };
const EDGE_TYPES = { way: GraphWay };
/** Where a way leads. */
const ARROW = { type: MarkerType.ArrowClosed, color: 'var(--gold)', width: 18, height: 18 };
interface GraphProps {
  flow: Flow;
  /** Which journey its numbers open lists of; none for what is not live. */
  journey: string | undefined;
}

/** A journey as a picture: what leads to what, and how many are where right now. */
export function JourneyGraph({ flow: { steps, ways, picture, labels }, journey }: GraphProps) {
  const { t } = useTranslation();
  const { ref: measured, width: room } = useElementSize<HTMLDivElement>();
  const box = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(measured, box);
  const mouse = useMediaQuery('(pointer: fine)', true);
  const zoom = Math.max(SMALLEST, Math.min(1, room / (picture.width + 2 * PAD)));
  const width = (picture.width + 2 * PAD) * zoom;
  const trigger = picture.nodes.get(steps[0]?.step.id ?? '')?.x ?? 0;
  // Where the picture is wider than the room, one begins at its beginning.
  useEffect(() => {
    if (box.current) box.current.scrollLeft = (trigger + PAD) * zoom - room / 2;
  }, [trigger, zoom, room]);
  const nodes: Node<StepData, 'step'>[] = steps.map(of => {
    const { id } = of.step;
    const at = picture.nodes.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
    return {
      id,
      type: 'step',
      position: { x: at.x - at.width / 2, y: at.y - at.height / 2 },
      width: at.width,
      height: at.height,
      data: { of, journey },
    };
  });
  const edges: Edge<WayData, 'way'>[] = picture.ways.map(({ from, to, points, label }, at) => ({
    id: `${at} ${from} ${to}`,
    source: from,
    target: to,
    type: 'way',
    markerEnd: ARROW,
    data: { path: pathOf(points), label: label && { ...label, text: ways[at]?.told ?? label.text } },
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
