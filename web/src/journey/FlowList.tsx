import { IconArrowDown, IconArrowRight, IconArrowUp } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from '../i18n';
import styles from './FlowList.module.css';
import type { Flow, FlowStep, FlowWay } from './flow';
import { StepFace } from './StepFace';

interface FlowListProps {
  flow: Flow;
  /** Which journey its numbers open lists of; none for what is not live. */
  journey: string | undefined;
}

/** A journey from step to step, for a narrow screen: below each step the ways out of it, which lead to where they go. */
export function FlowList({ flow: { steps, ways }, journey }: FlowListProps) {
  const { t } = useTranslation();
  const list = useId();
  const anchor = (step: string) => `${list}-${step}`;
  const goTo = (step: string) => {
    const target = document.getElementById(anchor(step));
    target?.scrollIntoView({ block: 'start' });
    target?.focus({ preventScroll: true });
  };
  return (
    <ol className={styles.flow} aria-label={t('graph.title')}>
      {steps.map((of, at) => (
        <li key={of.step.id} id={anchor(of.step.id)} tabIndex={-1}>
          <StepFace of={of} journey={journey} whole />
          <Ways ways={ways.filter(({ edge }) => edge.from === of.step.id)} steps={steps} at={at} onGo={goTo} />
        </li>
      ))}
    </ol>
  );
}

interface WaysProps {
  ways: readonly FlowWay[];
  steps: readonly FlowStep[];
  /** Which step they lead out of. */
  at: number;
  onGo: (step: string) => void;
}

function Ways({ ways, steps, at, onGo }: WaysProps) {
  const { t } = useTranslation();
  if (ways.length === 0) return null;
  return (
    <ul className={styles.ways}>
      {ways.map(({ edge, told }) => {
        const to = steps.findIndex(({ step }) => step.id === edge.to);
        const next = to === at + 1;
        const Icon = next ? IconArrowDown : to > at ? IconArrowRight : IconArrowUp;
        return (
          <li key={`${edge.way} ${edge.to}`}>
            <Icon size={16} stroke={1.7} className={styles.arrow} aria-hidden />
            <span>
              {told}{' '}
              {next && ways.length === 1 ? null : (
                <button type="button" className="link-button" onClick={() => onGo(edge.to)}>
                  {t('graph.to', { step: steps[to]?.words.title ?? edge.to })}
                </button>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
