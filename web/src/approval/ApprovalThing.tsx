import type { ReactNode } from 'react';
import type { ApprovalView, Explained, Graph } from '../api/types';
import { useTranslation } from '../i18n';
import { Foreign } from '../ui/Foreign';
import { Panel } from '../ui/Page';

/** How a journey is shown: given in by the app, for a domain knows no other. */
export type Pictured = (journey: { graph: Graph; explained: Explained }) => ReactNode;

/** What is to be released. */
export function ApprovalThing({ view: { thing }, picture }: { view: ApprovalView; picture: Pictured }) {
  const { t } = useTranslation();
  const { graph, explained, reason } = thing;
  return (
    <>
      {reason ? (
        <Panel title={t('approval.reason')}>
          <p>
            <Foreign>{reason}</Foreign>
          </p>
        </Panel>
      ) : null}
      {graph && explained ? picture({ graph, explained }) : null}
    </>
  );
}
