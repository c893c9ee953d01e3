import { Button } from '@mantine/core';
import { memo, useCallback, useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { JourneyCounts } from '../../api/types';
import { useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { useChannel } from '../../ui/useChannel';
import { freshId, idOf, type Operation, operated, type Place, type Source, type StepKind, stepsOf } from '../document';
import { folded, graphOf } from '../document/graph';
import type { Found } from '../Told';
import { AddPanel } from './AddPanel';
import { BODIES, NAMES } from './bodies';
import styles from './Flow.module.css';
import { FlowCanvas } from './FlowCanvas';
import { StepPanel } from './StepPanel';

interface FlowEditorProps {
  /** The document as it is shown; it may lag behind what is typed. */
  source: Source;
  /** The document as it is now: what is changed. */
  now: () => Source | null;
  problems: readonly Found[];
  /** Takes over a changed document; `typing` is what belongs to one going over a field. */
  onChange: (source: Source, typing: boolean) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
  /** Whether the text cannot be read at the moment: the picture shows what it said before. */
  stale: boolean;
  chosen: string | null;
  onChoose: (id: string | null) => void;
  /** Leads to a step in the text. */
  onShow: (id: string) => void;
  /** How many are at each step of what is live. */
  counts: JourneyCounts | null;
}

/** A journey changed as a picture: every change is one of its document, and nothing else of the document changes. */
export const FlowEditor = memo(function FlowEditor(props: FlowEditorProps) {
  const { source, now, problems, onChange, undo, redo, stale, chosen, onChoose, onShow, counts } = props;
  const { t } = useTranslation();
  const { kindOf } = useChannel();
  const [held, setHeld] = useState<string | null>(null);
  const [place, setPlace] = useState<Place | null>(null);
  const [folds, setFolds] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState(false);
  // The panel shows what is typed there at once; the picture follows when there is time.
  const { value } = source;
  const steps = stepsOf(value);
  const drawn = useDeferredValue(source.value);
  const whole = useMemo(() => graphOf(drawn, kindOf), [drawn, kindOf]);
  const shown = useMemo(() => folded(whole, folds), [whole, folds]);
  const wrong = useMemo(() => byStep(problems, stepsOf(source.value).map(idOf)), [problems, source.value]);
  const faults = useMemo(() => new Map([...wrong].map(([id, found]) => [id, found.length])), [wrong]);
  const here = useMemo(() => new Map(counts?.steps.map(one => [one.step, one.here])), [counts]);
  // What a change is made to is always the newest, and the picture is not drawn again because of it.
  const latest = useRef({ now, onChange });
  useLayoutEffect(() => {
    latest.current = { now, onChange };
  });
  const operate = useCallback((operation: Operation): boolean => {
    const here = latest.current.now();
    const next = here && operated(here, operation);
    setRefused(next === null);
    if (next) latest.current.onChange(next, operation.do === 'change');
    return next !== null;
  }, []);
  const choose = useCallback(
    (id: string) => {
      onChoose(id);
      setPlace(null);
    },
    [onChoose],
  );
  const onPlace = useCallback(
    (where: Place) => {
      if (held === null) {
        setPlace(where);
        return;
      }
      setHeld(null);
      operate({ do: 'move', id: held, place: where });
    },
    [held, operate],
  );
  const onRemove = useCallback(
    (id: string) => {
      if (operate({ do: 'remove', id })) onChoose(null);
    },
    [operate, onChoose],
  );
  const onAdd = (kind: StepKind) => {
    const id = freshId(steps, NAMES[kind]);
    if (place && operate({ do: 'add', place, kind, id, body: BODIES[kind] })) choose(id);
  };
  const step = steps.find(one => idOf(one) === chosen);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys work wherever in here one is
    <div
      className={styles.flow}
      onKeyDown={event => {
        const field = (event.target as HTMLElement).closest('input, textarea, select');
        if (event.key === 'Escape') setHeld(null);
        if (field || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
        event.preventDefault();
        (event.shiftKey ? redo : undo)?.();
      }}
    >
      <div className={styles.bar}>
        <Button size="compact-sm" disabled={!undo} onClick={undo}>
          {t('flow.undo')}
        </Button>
        <Button size="compact-sm" disabled={!redo} onClick={redo}>
          {t('flow.redo')}
        </Button>
        {shown.hidden > 0 ? (
          <Button size="compact-sm" onClick={() => setFolds(new Set())}>
            {t('flow.unfold_all', { count: shown.hidden })}
          </Button>
        ) : null}
        <span className="small soft" role="status">
          {stale
            ? t('flow.stale')
            : refused
              ? t('flow.refused')
              : held === null
                ? ''
                : t('flow.holding', { step: held })}
        </span>
        {held === null ? null : (
          <Button size="compact-sm" onClick={() => setHeld(null)}>
            {t('action.cancel')}
          </Button>
        )}
      </div>
      <FlowCanvas
        graph={shown.graph}
        chosen={chosen}
        held={held}
        folds={folds}
        wrong={faults}
        here={here}
        onChoose={choose}
        onPlace={onPlace}
        onHold={setHeld}
        onRemove={onRemove}
      />
      <div className={styles.panel}>
        {place !== null ? (
          <AddPanel
            after={place === 'beginning' ? t('step.trigger') : foreign(place.after)}
            onAdd={onAdd}
            onCancel={() => setPlace(null)}
          />
        ) : step && chosen !== null ? (
          <StepPanel
            key={chosen}
            step={step}
            steps={steps}
            problems={wrong.get(chosen) ?? []}
            folded={folds.has(chosen)}
            onOperate={operate}
            onRename={to => operate({ do: 'rename', id: chosen, to }) && choose(to)}
            onCopy={() => {
              const as = freshId(steps, chosen);
              if (operate({ do: 'copy', id: chosen, as })) choose(as);
            }}
            onMove={() => setHeld(chosen)}
            onShow={() => onShow(chosen)}
            onFold={() => setFolds(toggled(folds, chosen))}
            onRemove={() => onRemove(chosen)}
          />
        ) : (
          <p className="soft">{t('flow.choose')}</p>
        )}
      </div>
    </div>
  );
});

function toggled(set: ReadonlySet<string>, one: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}

/** What was found, by the step at which it stands. */
function byStep(problems: readonly Found[], ids: readonly string[]): Map<string, Found[]> {
  const found = new Map<string, Found[]>();
  for (const problem of problems) {
    const id = ids[Number(/^steps\.(\d+)/.exec(problem.path)?.[1] ?? Number.NaN)];
    if (id) found.set(id, [...(found.get(id) ?? []), problem]);
  }
  return found;
}
