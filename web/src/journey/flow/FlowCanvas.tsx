import { IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, memo, useEffect, useMemo, useRef } from 'react';
import { useChannels } from '../../api/channels';
import type { Graph } from '../../api/types';
import { useCode, useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { useChannel } from '../../ui/useChannel';
import type { Place } from '../document';
import { type Box, layout, type Picture, pathOf, type Way } from '../layout';
import { heightOf, iconOf } from '../stepLook';
import { useWay, type Words } from '../way';
import styles from './Flow.module.css';

const PAD = 24;
/** With more steps than this they do not glide to their places: that would cost more than it shows. */
const MANY = 60;
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
  /** How many people wait at each step of what is live. */
  here: ReadonlyMap<string, number>;
  onChoose: (id: string) => void;
  onPlace: (place: Place) => void;
  onHold: (id: string | null) => void;
  onRemove: (id: string) => void;
}

/** The journey as a picture that is changed where it is seen: steps to choose and to drag, and a plus on each way. */
export const FlowCanvas = memo(function FlowCanvas(props: FlowCanvasProps) {
  const { graph, chosen, held, folds, wrong, here, onChoose, onPlace, onHold, onRemove } = props;
  const { t, i18n } = useTranslation();
  const channels = useChannels().data;
  const word = useCode();
  const { nameOf } = useChannel();
  const say = useWay();
  const box = useRef<HTMLDivElement>(null);
  // What is said of a step or a way changes with what it is, the language and the channels: else it is not said again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what the words depend on
  const words = useMemo(() => new Map<string, Told>(), [i18n.language, channels]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with their map
  const told = useMemo(
    () => ({
      labels: graph.edges.map(
        ({ label, said }) =>
          once(words, [label, said], () => ({ title: say.edge({ label, said }), detail: '', sort: '' })).title,
      ),
      steps: graph.nodes.map(node =>
        once(words, node, () => ({
          ...say.node(node),
          sort: node.channel && node.kind !== 'staff' ? nameOf(node.channel) : word('step', node.kind),
        })),
      ),
    }),
    [graph, words],
  );
  const picture = usePicture(graph, told);
  // A step that is chosen elsewhere is brought into the window of the picture; the page stays where it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where another step is chosen, not where this one moves
  useEffect(() => {
    const place = chosen === null ? undefined : picture.nodes.get(chosen);
    if (place && box.current) bringIn(box.current, place);
  }, [chosen]);
  const places = useMemo(() => graph.edges.map((_, at) => placeOf(graph, at, folds)), [graph, folds]);
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const id = (event.target as HTMLElement).dataset.step;
    if (id === undefined) return;
    if (event.key === 'Delete' && !id.startsWith('@')) onRemove(id);
    const next = neighbour(graph, picture, id, event.key);
    if (!next) return;
    event.preventDefault();
    const steps = box.current?.querySelectorAll<HTMLElement>('[data-step]') ?? [];
    [...steps].find(step => step.dataset.step === next)?.focus();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the labels change with the language and with what is held
  const labels = useMemo(() => new Map<string | null, string>(), [t, held]);
  const labelOf = (after: string | null) => {
    const step = after === null ? t('step.trigger') : foreign(after);
    const label =
      labels.get(after) ?? (held === null ? t('flow.add_after', { step }) : t('flow.put_after', { step, held }));
    labels.set(after, label);
    return label;
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
      data-many={graph.nodes.length > MANY || undefined}
      onKeyDown={onKey}
    >
      <div className={styles.sheet} style={{ width: picture.width + 2 * PAD, height: picture.height + 2 * PAD }}>
        <Ways picture={picture} />
        {picture.ways.map((way, at) => {
          const place = places[at];
          if (!place || held === way.from) return null;
          const { x, y } = plusOf(way);
          return (
            <Plus
              key={`${way.from} ${graph.edges[at]?.way}`}
              x={x}
              y={y}
              after={place === 'beginning' ? null : place.after}
              way={place === 'beginning' ? '' : place.way}
              label={labelOf(place === 'beginning' ? null : place.after)}
              held={held !== null}
              near={way.from === chosen}
              onPlace={onPlace}
            />
          );
        })}
        {graph.nodes.map((node, at) => (
          <Step
            key={node.id}
            id={node.id}
            kind={node.kind}
            sort={told.steps[at]?.sort ?? ''}
            title={told.steps[at]?.title ?? ''}
            detail={told.steps[at]?.detail ?? ''}
            box={boxText(picture.nodes.get(node.id))}
            chosen={node.id === chosen}
            reached={node.id === reached}
            folded={folds.has(node.id)}
            wrong={wrong.get(node.id) ?? 0}
            here={here.get(node.id) ?? 0}
            onChoose={onChoose}
            onHold={onHold}
          />
        ))}
      </div>
    </div>
  );
});

/** What is said of a step, or as a title alone of a way. */
type Told = Words & { sort: string };

/** What is said of a thing, made only once for all that are the same. */
function once(words: Map<string, Told>, thing: unknown, make: () => Told): Told {
  const key = JSON.stringify(thing);
  const told = words.get(key) ?? make();
  words.set(key, told);
  return told;
}

/** Where everything stands; the same picture as long as nothing that moves it has changed. */
function usePicture(graph: Graph, told: { labels: readonly string[]; steps: readonly Told[] }): Picture {
  const heights = told.steps.map(words => heightOf(words, false));
  const key = JSON.stringify([
    graph.nodes.map(({ id }) => id),
    graph.edges.map(({ from, to }) => [from, to]),
    told.labels,
    heights,
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key holds all that counts
  return useMemo(() => layout(graph, told.labels, heights, 'kept'), [key]);
}

/** Moves the window of the picture so that a step can be seen. */
function bringIn(room: HTMLElement, { x, y, width, height }: Box): void {
  const [left, top] = [x - width / 2 + PAD, y - height / 2 + PAD];
  const seen =
    top >= room.scrollTop &&
    top + height <= room.scrollTop + room.clientHeight &&
    left >= room.scrollLeft &&
    left + width <= room.scrollLeft + room.clientWidth;
  if (!seen) room.scrollTo({ top: top - room.clientHeight / 3, left: left + width / 2 - room.clientWidth / 2 });
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

/** Where the plus of a way stands: below its label, or below the step it comes from. */
function plusOf({ points: [start], label }: Way): { x: number; y: number } {
  if (label) return { x: label.x + PAD, y: label.y + label.height / 2 + BELOW - 3 + PAD };
  return { x: (start?.x ?? 0) + PAD, y: (start?.y ?? 0) + BELOW + PAD };
}

interface PlusProps {
  x: number;
  y: number;
  /** The step it follows; null at the beginning. */
  after: string | null;
  way: string;
  label: string;
  /** Whether a step is being put somewhere. */
  held: boolean;
  /** Whether it belongs to the chosen step: then one comes to it by the keyboard. */
  near: boolean;
  onPlace: (place: Place) => void;
}

const Plus = memo(function Plus({ x, y, after, way, label, held, near, onPlace }: PlusProps) {
  const put = () => onPlace(after === null ? 'beginning' : { after, way });
  return (
    <button
      type="button"
      className={styles.plus}
      data-plus=""
      style={{ left: x, top: y }}
      tabIndex={near || held ? 0 : -1}
      aria-label={label}
      onClick={put}
      onDragOver={event => event.preventDefault()}
      onDrop={event => {
        event.preventDefault();
        put();
      }}
    >
      <IconPlus size={14} stroke={2.2} aria-hidden />
    </button>
  );
});

interface StepProps {
  id: string;
  kind: string;
  /** What sort of step it is, in the reader's words. */
  sort: string;
  title: string;
  detail: string;
  /** Left, top, width and height as one text, so that a step that stays is not drawn again. */
  box: string;
  chosen: boolean;
  reached: boolean;
  folded: boolean;
  wrong: number;
  here: number;
  onChoose: (id: string) => void;
  onHold: (id: string | null) => void;
}

function boxText(box: Box | undefined): string {
  return box ? [box.x - box.width / 2 + PAD, box.y - box.height / 2 + PAD, box.width, box.height].join(' ') : '0 0 0 0';
}

const Step = memo(function Step({
  id,
  kind,
  sort,
  title,
  detail,
  box,
  chosen,
  reached,
  folded,
  wrong,
  here,
  onChoose,
  onHold,
}: StepProps) {
  const [left, top, width, height] = box.split(' ').map(Number);
  const own = !id.startsWith('@');
  return (
    <button
      type="button"
      className={styles.step}
      style={{ left, top, width, height }}
      data-step={id}
      data-kind={kind}
      data-wrong={wrong > 0 || undefined}
      data-folded={folded || undefined}
      aria-pressed={chosen}
      tabIndex={reached ? 0 : -1}
      draggable={own}
      onClick={() => onChoose(id)}
      onDragStart={event => {
        event.dataTransfer.setData('text/plain', id);
        event.dataTransfer.effectAllowed = 'move';
        onHold(id);
      }}
      onDragEnd={() => onHold(null)}
    >
      <Face kind={kind} sort={sort} title={title} detail={detail} folded={folded} wrong={wrong} here={here} />
    </button>
  );
});

type FaceProps = Pick<StepProps, 'kind' | 'sort' | 'title' | 'detail' | 'folded' | 'wrong' | 'here'>;

/** What stands on a step; where the step only moves, it stays as it is. */
const Face = memo(function Face({ kind, sort, title, detail, folded, wrong, here }: FaceProps) {
  const { t } = useTranslation();
  const Icon = iconOf(kind);
  return (
    <>
      <span className={styles.kind}>
        <Icon size={16} stroke={1.7} aria-hidden />
        <span>{sort}</span>
        {here > 0 ? <span className={styles.here}>{t('graph.here', { count: here })}</span> : null}
        {wrong > 0 ? <span className={styles.wrong}>{t('flow.wrong', { count: wrong })}</span> : null}
      </span>
      <span className={styles.title}>{title}</span>
      {detail ? <span className={styles.detail}>{detail}</span> : null}
      {folded ? <span className={styles.detail}>{t('flow.folded')}</span> : null}
    </>
  );
});
