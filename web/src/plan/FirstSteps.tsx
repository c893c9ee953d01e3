import { Allowed } from '../ui/Allowed';
import { laterPart } from '../ui/later';

/** Most who come here see no step: the list weighs nothing for them, and shows nothing while it comes. */
const StepList = laterPart(async () => (await import('./StepList')).StepList, 0);

/** What one needs to see how far an installation is. */
const NEEDS = ['brand.read', 'source.read', 'settings.read', 'journey.read'];

/** The way from an empty installation to the first message, for those who set it up; gone once there is a journey. */
export function FirstSteps({ hasPlan }: { hasPlan: boolean }) {
  return (
    <Allowed to={NEEDS}>
      <StepList hasPlan={hasPlan} />
    </Allowed>
  );
}
