import { useMay } from '../api/session';
import { LimitsPanel } from './approvals/LimitsPanel';
import { TemplatesPanel } from './approvals/TemplatesPanel';

/** Up to how much somebody decides alone, and who is asked beyond that. */
export function ApprovalsTab() {
  const may = useMay();
  return (
    <div className="stack">
      <LimitsPanel mayManage={may('people.manage')} />
      {may('approval.manage') ? <TemplatesPanel /> : null}
    </div>
  );
}
