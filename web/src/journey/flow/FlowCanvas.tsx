import { IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, memo, useMemo, useRef } from 'react';
import type { Graph, GraphNode } from '../../api/types';
import { useCode, useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { useChannel } from '../../ui/useChannel';
import type { Place } from '../document';
import { type Box, layout, type Picture, pathOf, type Way } from '../layout';
import { heightOf, iconOf } from '../stepLook';
import { useWay } from '../way';
import styles from './Flow.module.css';

const PAD = 24;
/** How far below the beginning of a way its plus stands, in pixels. */
const BELOW = 15;

interface FlowCanvasProps {
  graph: Graph;
  chosen: string | null;
  /** The step that is being put somewhere else. */
  held: string | null;
  folds: ReadonlySet<string>;
  /** How much is wrong at each step. */
  wrong: ReadonlyMap<string, number>;
  onChoose: (id: string) => void;
  onPlace: (place: Place) => void;
  onHold: (id: string | null) => void;
  onRemove: (id: string) => void;
}

/** The journey as a picture that is changed where it is seen: steps to choose and to drag, and a plus on each way. */
export function FlowCanvas(props: FlowCanvasProps) {
  const { graph, chosen, held, folds, wrong, onChoose, onPlace, onHold, onRemove } = props;
  const { t } = useTranslation();
  const say = useWay();
  const box = useRef<HTMLDivElement>(null);
  const labels = graph.edges.map(say.edge).join('\n');
  const words = graph.nodes.map(say.node);
  const heights = words.map(one => heightOf(one, false)).join(' ');
  const picture = useMemo(
    () => layout(graph, labels.split('\n'), heights.split(' ').map(Number), 'kept'),
    [graph, labels, heights],
  );
  const focus = (id: string | undefined) => {
    if (id) box.current?.querySelector<HTMLElement>(`[data-step="${CSS.escape(id)}"]`)?.focus();
  };
  const onKey = (event: KeyboardEvent<HTMLElement>, id: string) => {
    if (event.key === 'Delete' && !id.startsWith('@')) onRemove(id);
    const next = neighbour(graph, picture, id, event.key);
    if (next) event.preventDefault();
    focus(next);
  };
  const reached = chosen ?? graph.nodes[0]?.id;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a picture of steps is no set of fields
    <div
      ref={box}
      className={styles.room}
      role="group"
      aria-label={t('flow.label')}
      data-held={held !== null || undefined}
    >
      <div className={styles.sheet} style={{ width: picture.width + 2 * PAD, height: picture.height + 2 * PAD }}>
        <Ways picture={picture} />
        {picture.ways.map((way, at) => (
          <Plus
            key={`${way.from} ${graph.edges[at]?.way}`}
            way={way}
            place={placeOf(graph, at, folds)}
            held={held}
            near={way.from === chosen}
            onPlace={onPlace}
          />
        ))}
        {graph.nodes.map((node, at) => (
          <Step
            key={node.id}
            node={node}
            words={`${words[at]?.title ?? ''}\n${words[at]?.detail ?? ''}`}
            box={picture.nodes.get(node.id)}
            chosen={node.id === chosen}
            reached={node.id === reached}
            folded={folds.has(node.id)}
            wrong={wrong.get(node.id) ?? 0}
            onChoose={onChoose}
            onHold={onHold}
            onKey={onKey}
          />
        ))}
      </div>
    </div>
  );
}

/** Where a step would be put on a way; null on ways that lead nowhere else, such as of those held out. */
function placeOf(graph: Graph, at: number, folds: ReadonlySet<string>): Place | null {
  const edge = graph.edges[at];
  if (!edge || edge.way === 'held_out' || folds.has(edge.from)) return null;
  if (edge.from === '@trigger') return 'beginning';
  const from = graph.nodes.find(node => node.id === edge.from);
  return from?.kind === 'exit' ? null : { after: edge.from, way: edge.way };
}

/** The step an arrow key leads to: along a way, or to the nearest beside it. */
function neighbour(graph: Graph, picture: Picture, id: string, key: string): string | undefined {
  if (key === 'ArrowDown') return graph.edges.find(edge => edge.from === id)?.to;
  if (key === 'ArrowUp') return graph.edges.find(edge => edge.to === id)?.from;
  const here = picture.nodes.get(id);
  if (!here || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return undefined;
  const side = key === 'ArrowLeft' ? -1 : 1;
  const beside = [...picture.nodes].filter(([, box]) => Math.abs(box.y - here.y) < 1 && (box.x - here.x) * side > 0);
  return beside.toSorted(([, a], [, b]) => (a.x - b.x) * side)[0]?.[0];
}

const Ways = memo(function Ways({ picture }: { picture: Picture }) {
  return (
    <>
      <svg className={styles.ways} width="100%" height="100%" aria-hidden="true">
        <defs>
          <marker id="flow-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0,0 L8,4 L0,8 z" fill="var(--gold)" />
          </marker>
        </defs>
        <g transform={`translate(${PAD} ${PAD})`}>
          {picture.ways.map((way, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: ways are in the graph's order
            <path key={at} d={pathOf(way.points)} markerEnd="url(#flow-arrow)" />
          ))}
        </g>
      </svg>
      {picture.ways.map(({ label }, at) =>
        label ? (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: ways are in the graph's order
            key={at}
            className={styles.label}
            style={{ left: label.x + PAD, top: label.y + PAD, width: label.width, maxHeight: label.height }}
            title={label.text}
          >
            {label.text}
          </span>
        ) : null,
      )}
    </>
  );
});

interface PlusProps {
  way: Way;
  place: Place | null;
  held: string | null;
  /** Whether it belongs to the chosen step: then one comes to it by the keyboard. */
  near: boolean;
  onPlace: (place: Place) => void;
}

function Plus({ way: { points, label, from }, place, held, near, onPlace }: PlusProps) {
  const { t } = useTranslation();
  const [start] = points;
  if (place === null || !start || (held !== null && held === from)) return null;
  const x = (label?.x ?? start.x) + PAD;
  const y = (label ? label.y + label.height / 2 + BELOW - 3 : start.y + BELOW) + PAD;
  const after = place === 'beginning' ? t('step.trigger') : foreign(place.after);
  return (
    <button
      type="button"
      className={styles.plus}
      style={{ left: x, top: y }}
      tabIndex={near || held !== null ? 0 : -1}
      aria-label={held === null ? t('flow.add_after', { step: after }) : t('flow.put_after', { step: after, held })}
      onClick={() => onPlace(place)}
      onDragOver={event => event.preventDefault()}
      onDrop={event => {
        event.preventDefault();
        onPlace(place);
      }}
    >
      <IconPlus size={14} stroke={2.2} aria-hidden />
    </button>
  );
}

interface StepProps {
  node: GraphNode;
  /** Its title and, on a second line, what it does: one text, so that a step that stays the same is not drawn again. */
  words: string;
  box: Box | undefined;
  chosen: boolean;
  reached: boolean;
  folded: boolean;
  wrong: number;
  onChoose: (id: string) => void;
  onHold: (id: string | null) => void;
  onKey: (event: KeyboardEvent<HTMLElement>, id: string) => void;
}

function Step({ node, words, box, chosen, reached, folded, wrong, onChoose, onHold, onKey }: StepProps) {
  const { t } = useTranslation();
  const word = useCode();
  const { nameOf } = useChannel();
  if (!box) return null;
  const Icon = iconOf(node.kind);
  const [title, detail] = words.split('\n') as [string, string];
  const own = !node.id.startsWith('@');
  return (
    <button
      type="button"
      className={styles.step}
      style={{
        left: box.x - box.width / 2 + PAD,
        top: box.y - box.height / 2 + PAD,
        width: box.width,
        height: box.height,
      }}
      data-step={node.id}
      data-kind={node.kind}
      data-wrong={wrong > 0 || undefined}
      data-folded={folded || undefined}
      aria-pressed={chosen}
      tabIndex={reached ? 0 : -1}
      draggable={own}
      onClick={() => onChoose(node.id)}
      onKeyDown={event => onKey(event, node.id)}
      onDragStart={event => {
        event.dataTransfer.setData('text/plain', node.id);
        event.dataTransfer.effectAllowed = 'move';
        onHold(node.id);
      }}
      onDragEnd={() => onHold(null)}
    >
      <span className={styles.kind}>
        <Icon size={16} stroke={1.7} aria-hidden />
        <span>{node.channel && node.kind !== 'staff' ? nameOf(node.channel) : word('step', node.kind)}</span>
        {wrong > 0 ? <span className={styles.wrong}>{t('flow.wrong', { count: wrong })}</span> : null}
      </span>
      <span className={styles.title}>{title}</span>
      {detail ? <span className={styles.detail}>{detail}</span> : null}
      {folded ? <span className={styles.detail}>{t('flow.folded')}</span> : null}
    </button>
  );
}
