import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import type { GraphNode, StepCount } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { useChannel } from '../ui/useChannel';
import styles from './JourneyGraph.module.css';
import { NumberLink } from './NumberLink';
import { iconOf } from './stepLook';
import type { Words } from './way';

export interface StepData extends Record<string, unknown> {
  step: GraphNode;
  words: Words;
  count: StepCount | undefined;
  /** Of which journey the numbers open lists; none for what is not live. */
  journey: string | undefined;
}

/** One step of the picture: what it is, what it does, and how many came by. */
export function GraphStep({ data: { step, words, count, journey } }: NodeProps<Node<StepData, 'step'>>) {
  const word = useCode();
  const { nameOf } = useChannel();
  const { t } = useTranslation();
  const Icon = iconOf(step.kind);
  return (
    <div className={styles.step} data-kind={step.kind}>
      {step.kind === 'trigger' ? null : <Handle type="target" position={Position.Top} isConnectable={false} />}
      <div className={styles.kind}>
        <Icon size={16} stroke={1.7} aria-hidden />
        <span className={styles.sort}>
          {step.channel && step.kind !== 'staff' ? nameOf(step.channel) : word('step', step.kind)}
        </span>
        {count && count.here > 0 ? (
          <NumberLink journey={journey} step={step.id} name="here" className={styles.here}>
            {t('graph.here', { count: count.here })}
          </NumberLink>
        ) : null}
      </div>
      <p className={styles.title} title={words.title}>
        {words.title}
      </p>
      {words.detail ? (
        <p className={styles.detail} title={words.detail}>
          {words.detail}
        </p>
      ) : null}
      {count ? <Counts step={step} count={count} journey={journey} /> : null}
      {step.kind === 'end' ? null : <Handle type="source" position={Position.Bottom} isConnectable={false} />}
    </div>
  );
}

interface CountsProps {
  step: GraphNode;
  count: StepCount;
  journey: string | undefined;
}

function Counts({ step: { id, kind }, count, journey }: CountsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const passed = kind === 'trigger' ? 'entered' : kind === 'end' ? 'goal' : 'passed';
  const shown = [
    { name: passed, number: count.passed },
    { name: 'sent', number: count.sent },
    { name: 'refused', number: count.refused },
  ] as const;
  return (
    <dl className={styles.counts}>
      {shown
        .filter(({ name, number }) => name === passed || number > 0)
        .map(({ name, number }) => (
          <div key={name} data-count={name}>
            <dt>{t(`graph.${name}`)}</dt>
            <dd>
              <NumberLink journey={kind === 'trigger' || kind === 'end' ? undefined : journey} step={id} name={name}>
                {format.number(number)}
              </NumberLink>
            </dd>
          </div>
        ))}
    </dl>
  );
}
