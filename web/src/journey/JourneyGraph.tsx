import { Background, Controls, type Edge, Handle, type Node, type NodeProps, Position, ReactFlow } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import {
  IconClock,
  IconDoorExit,
  IconFlag,
  IconGitBranch,
  IconMail,
  IconPencil,
  IconPlayerPlay,
  IconScale,
  IconTicket,
  IconUserHeart,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Graph, GraphNode, StepCount } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import styles from './JourneyGraph.module.css';
import { layout, NODE_HEIGHT, NODE_WIDTH } from './layout';

const ICONS: Record<string, typeof IconMail> = {
  trigger: IconPlayerPlay,
  message: IconMail,
  staff: IconUserHeart,
  wait: IconClock,
  branch: IconGitBranch,
  split: IconScale,
  voucher: IconTicket,
  set: IconPencil,
  exit: IconDoorExit,
  end: IconFlag,
};

type StepNode = Node<{ step: GraphNode; count: StepCount | undefined }, 'step'>;

/** A journey as a picture: what leads to what, and how many are where right now. */
export function JourneyGraph({ graph, counts }: { graph: Graph; counts: readonly StepCount[] }) {
  const { t } = useTranslation();
  const places = useMemo(() => new Map(layout(graph).map(place => [place.id, place])), [graph]);
  const nodes: StepNode[] = graph.nodes.map(step => ({
    id: step.id,
    type: 'step',
    position: { x: places.get(step.id)?.x ?? 0, y: places.get(step.id)?.y ?? 0 },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    data: { step, count: counts.find(count => count.step === step.id) },
  }));
  const edges: Edge[] = graph.edges.map(({ from, to, label }) => ({
    id: `${from} ${to} ${label}`,
    source: from,
    target: to,
    label,
    type: 'smoothstep',
    className: styles.edge ?? '',
  }));
  return (
    <div className={styles.canvas}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        fitView
        fitViewOptions={{ maxZoom: 1, minZoom: 0.45, padding: 0.12 }}
        minZoom={0.2}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable
        edgesFocusable={false}
        elementsSelectable={false}
        preventScrolling={false}
        zoomOnScroll={false}
        proOptions={{ hideAttribution: true }}
        aria-label={t('graph.label')}
        ariaLabelConfig={{
          'controls.zoomIn.ariaLabel': t('graph.zoom_in'),
          'controls.zoomOut.ariaLabel': t('graph.zoom_out'),
          'controls.fitView.ariaLabel': t('graph.fit'),
        }}
      >
        <Background gap={22} size={1} color="var(--rule)" />
        <Controls showInteractive={false} position="bottom-right" />
      </ReactFlow>
    </div>
  );
}

function Step({ data: { step, count } }: NodeProps<StepNode>) {
  const word = useCode();
  const format = useFormat();
  const { t } = useTranslation();
  const Icon = ICONS[step.kind] ?? IconMail;
  return (
    <div className={styles.step} data-kind={step.kind}>
      {step.kind === 'trigger' ? null : <Handle type="target" position={Position.Top} isConnectable={false} />}
      <div className={styles.kind}>
        <Icon size={15} stroke={1.7} aria-hidden />
        <span>{word('step', step.kind)}</span>
        {step.channel && step.kind !== 'staff' ? <span>· {word('channel', step.channel)}</span> : null}
        {count && count.here > 0 ? <span className={styles.here}>{t('graph.here', { count: count.here })}</span> : null}
      </div>
      <p className={styles.title} title={step.title}>
        {step.title}
      </p>
      {step.detail ? (
        <p className={styles.detail} title={step.detail}>
          {step.detail}
        </p>
      ) : null}
      {count ? (
        <p className={styles.counts}>
          {t('graph.passed', { number: format.number(count.passed) })}
          {count.sent > 0 ? ` · ${t('graph.sent', { number: format.number(count.sent) })}` : ''}
          {count.refused > 0 ? ` · ${t('graph.refused', { number: format.number(count.refused) })}` : ''}
        </p>
      ) : null}
      {step.kind === 'end' ? null : <Handle type="source" position={Position.Bottom} isConnectable={false} />}
    </div>
  );
}

const NODE_TYPES = { step: Step };
