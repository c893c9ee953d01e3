import { useEffect, useState } from 'react';
import { useAnswerByLink, useReleaseLink } from '../api/approvals';
import type { ApprovalView } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty } from '../ui/Await';
import { Page, Panel } from '../ui/Page';
import { AnswerForm } from './AnswerForm';
import { ApprovalMoney } from './ApprovalMoney';
import { ApprovalThing, type Pictured } from './ApprovalThing';
import { Outcome } from './Outcome';

/** Where the link of a mail leads: looking decides nothing, its buttons do. The secret stands behind the `#`. */
export function ReleasePage({ picture }: { picture: Pictured }) {
  const { t } = useTranslation();
  const [link] = useState(() => decodeURIComponent(globalThis.location.hash.slice(1)));
  const look = useReleaseLink(link);
  useEffect(() => {
    if (link) globalThis.history.replaceState(null, '', globalThis.location.pathname);
  }, [link]);
  return (
    <main id="content">
      <Page title={t('approval.link_title')} lead={t('approval.link_lead')}>
        {link === '' ? (
          <Empty title={t('approval.no_link')} />
        ) : (
          <Await query={look}>{view => <Release view={view} link={link} picture={picture} />}</Await>
        )}
      </Page>
    </main>
  );
}

function Release({ view: seen, link, picture }: { view: ApprovalView; link: string; picture: Pictured }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const answer = useAnswerByLink();
  const view = answer.data ?? seen;
  const send = (approve: boolean, text: string | null) => answer.mutate({ link, version: seen.version, approve, text });
  return (
    <div className="stack">
      <Panel title={foreign(view.summary.name)}>
        <div className="stack">
          <p className="soft">
            {word('approval_kind', view.summary.kind)} · {word('approval_state', view.summary.state)} ·{' '}
            {t('approval.asked_by', { person: view.summary.author.name, when: format.time(view.summary.asked) })}
          </p>
          {!answer.data && view.may.answer ? (
            <AnswerForm
              busy={answer.isPending}
              error={answer.error}
              onApprove={remarks => send(true, remarks)}
              onReject={reason => send(false, reason)}
            />
          ) : null}
        </div>
      </Panel>
      <Outcome view={view} />
      <ApprovalMoney view={view} />
      <ApprovalThing view={view} picture={picture} />
    </div>
  );
}
