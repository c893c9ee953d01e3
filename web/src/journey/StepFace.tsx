import type { StepCount } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { useChannel } from '../ui/useChannel';
import type { FlowStep } from './flow';
import { NumberLink } from './NumberLink';
import styles from './StepFace.module.css';
import { iconOf } from './stepLook';

interface StepFaceProps {
  of: FlowStep;
  /** Of which journey the numbers open lists; none for what is not live. */
  journey: string | undefined;
  /** Whether all of it is told, with the rarer numbers too, instead of what fits on a card of the picture. */
  whole?: boolean;
}

/** One step of a journey as a card: what it is, what it does, and how many came by. */
export function StepFace({ of: { step, words, count }, journey, whole }: StepFaceProps) {
  const word = useCode();
  const { nameOf } = useChannel();
  const { t } = useTranslation();
  const Icon = iconOf(step.kind);
  return (
    <div className={styles.step} data-kind={step.kind} data-whole={whole || undefined}>
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
      {count ? <Counts of={step} count={count} journey={journey} rare={whole ?? false} /> : null}
    </div>
  );
}

interface CountsProps {
  of: FlowStep['step'];
  count: StepCount;
  journey: string | undefined;
  rare: boolean;
}

const RARE = ['deferred', 'under_way', 'unknown'] as const;

function Counts({ of: { id, kind }, count, journey, rare }: CountsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const passed = kind === 'trigger' ? 'entered' : kind === 'end' ? 'goal' : 'passed';
  const shown = [
    { name: passed, head: t(`graph.${passed}`), number: count.passed },
    ...(['sent', 'refused'] as const).map(name => ({ name, head: t(`graph.${name}`), number: count[name] })),
    ...(rare ? RARE : []).map(name => ({ name, head: t(`steps.${name}`), number: count[name] })),
  ];
  return (
    <dl className={styles.counts}>
      {shown
        .filter(({ name, number }) => name === passed || number > 0)
        .map(({ name, head, number }) => (
          <div key={name} data-count={name}>
            <dt>{head}</dt>
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
