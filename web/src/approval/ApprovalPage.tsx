import { Button, Textarea } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useApproval, useApprove, useReject, useRemind, useWithdrawApproval } from '../api/approvals';
import { useMay } from '../api/session';
import type { ApprovalView } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { Await, ProblemNotice } from '../ui/Await';
import { FormDialog } from '../ui/Dialog';
import { useSay } from '../ui/notices';
import { Page, Panel } from '../ui/Page';
import { AnswerForm } from './AnswerForm';
import { ApprovalHistory } from './ApprovalHistory';
import { ApprovalMoney } from './ApprovalMoney';
import { ApprovalStages } from './ApprovalStages';
import { ApprovalThing, type Pictured } from './ApprovalThing';
import { Outcome } from './Outcome';

/** An approval: the thing itself, the money before and after, who is asked, and the buttons that answer. */
export function ApprovalPage({ picture }: { picture: Pictured }) {
  const { approval: id } = useParams({ from: '/inside/approvals/$approval' });
  const approval = useApproval(id);
  return (
    <Await query={approval} lines={8}>
      {view => <View view={view} picture={picture} />}
    </Await>
  );
}

function View({ view, picture }: { view: ApprovalView; picture: Pictured }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const allowed = useMay();
  const { summary, may } = view;
  const answers = may.answer && allowed('approval.decide');
  return (
    <Page
      title={foreign(summary.name)}
      lead={
        <>
          {word('approval_kind', summary.kind)} · {word('approval_state', summary.state)} ·{' '}
          {t('approval.asked_by', { person: summary.author.name, when: format.time(summary.asked) })}
        </>
      }
      actions={<Acts view={view} />}
    >
      <Outcome view={view} />
      {/* On a phone one sees what it costs and answers, and reads on if one wants to know more. */}
      <div className="main-side">
        <ApprovalMoney view={view} />
        {answers ? <Answer view={view} /> : <ApprovalStages view={view} />}
      </div>
      <div className="main-side">
        <div className="stack">
          <ApprovalThing view={view} picture={picture} />
        </div>
        <div className="stack">
          {answers ? <ApprovalStages view={view} /> : null}
          <ApprovalHistory view={view} />
          {summary.kind === 'journey' ? (
            <Link to="/journeys/$journey" params={{ journey: summary.object }}>
              {t('approval.open_journey')}
            </Link>
          ) : null}
        </div>
      </div>
    </Page>
  );
}

function Answer({ view }: { view: ApprovalView }) {
  const { t } = useTranslation();
  const say = useSay();
  const { id } = view.summary;
  const approve = useApprove(id);
  const reject = useReject(id);
  return (
    <Panel title={t('approval.for_me')}>
      <AnswerForm
        busy={approve.isPending || reject.isPending}
        error={approve.error ?? reject.error}
        onApprove={remarks =>
          approve.mutate({ version: view.version, remarks }, { onSuccess: () => say(t('approval.released')) })
        }
        onReject={reason =>
          reject.mutate({ version: view.version, reason }, { onSuccess: () => say(t('approval.rejected')) })
        }
      />
    </Panel>
  );
}

function Acts({ view }: { view: ApprovalView }) {
  const { t } = useTranslation();
  const say = useSay();
  const { may, summary } = view;
  const remind = useRemind(summary.id);
  const withdraw = useWithdrawApproval(summary.id);
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  return (
    <>
      {remind.error ? <ProblemNotice error={remind.error} /> : null}
      {may.remind && summary.mine ? (
        <Button
          loading={remind.isPending}
          onClick={() => remind.mutate(undefined, { onSuccess: () => say(t('approval.reminded')) })}
        >
          {t('approval.remind')}
        </Button>
      ) : null}
      {may.withdraw ? <Button onClick={() => setAsked(true)}>{t('approval.withdraw')}</Button> : null}
      {asked ? (
        <FormDialog
          title={t('approval.withdraw_title')}
          verb={t('approval.withdraw')}
          busy={withdraw.isPending}
          error={withdraw.error}
          disabled={reason.trim() === ''}
          onSubmit={() => withdraw.mutate(reason.trim(), { onSuccess: () => setAsked(false) })}
          onClose={() => setAsked(false)}
        >
          <Textarea
            label={t('approval.reason')}
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
            maxLength={2000}
            required
            rows={2}
            data-autofocus
          />
        </FormDialog>
      ) : null}
    </>
  );
}
