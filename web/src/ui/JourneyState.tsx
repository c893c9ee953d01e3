import type { JourneySummary } from '../api/types';
import { useCode } from '../i18n';
import { State } from './State';
import { journeyTone } from './tones';

/** Where a journey stands: one that runs while nothing in the plan pays for it sends nothing new, and says so. */
export function journeyStanding({ state, closed_by }: Pick<JourneySummary, 'state' | 'closed_by'>) {
  return state === 'running' && closed_by ? 'unpaid' : state;
}

export function JourneyState({ journey }: { journey: Pick<JourneySummary, 'state' | 'closed_by'> }) {
  const word = useCode();
  const standing = journeyStanding(journey);
  return <State tone={journeyTone(standing)}>{word('journey_state', standing)}</State>;
}
