import { Button } from '@mantine/core';
import { useState } from 'react';
import { useDismissUnbooked, useRetryUnbooked, useUnbooked } from '../api/plan';
import type { Unbooked } from '../api/types';
import { useTranslation } from '../i18n';
import { useBookingReason } from '../i18n/useBookingReason';
import { useFormat } from '../i18n/useFormat';
import { Allowed } from '../ui/Allowed';
import { Await, Empty, InEnglish, ProblemNotice } from '../ui/Await';
import { FormDialog } from '../ui/Dialog';
import { Foreign } from '../ui/Foreign';
import { NodeLink } from '../ui/NodeLink';
import { useSay } from '../ui/notices';
import { Page, Panel } from '../ui/Page';
import { ReasonInput } from './ReasonInput';
import { ReferenceLink } from './RecordList';

/** The refusals that people can do something about; others are said as the plan says them. */
const KNOWN = ['unknown_node', 'mixed_currency', 'duplicate_id'] as const;

/** What happened and is not in the books: tried once more, or left so with a reason. */
export function UnbookedPage() {
  const { t } = useTranslation();
  const say = useSay();
  const waiting = useUnbooked(false);
  const left = useUnbooked(true);
  const retry = useRetryUnbooked();
  const [leaving, setLeaving] = useState<Unbooked | null>(null);
  const again = (id?: string) =>
    retry.mutate(id ? { id } : {}, {
      onSuccess: ({ booked, waiting: still }) => say(t('unbooked.tried', { booked, waiting: still })),
    });
  return (
    <Page
      title={t('unbooked.title')}
      lead={t('unbooked.lead')}
      actions={
        <Allowed to="plan.settle_unbooked">
          <Button variant="filled" loading={retry.isPending} onClick={() => again()}>
            {t('unbooked.retry_all')}
          </Button>
        </Allowed>
      }
    >
      <div className="stack">
        {retry.error ? <ProblemNotice error={retry.error} /> : null}
        <Panel title={t('unbooked.waiting')}>
          <Await query={waiting} lines={4}>
            {items =>
              items.length === 0 ? (
                <Empty title={t('unbooked.none_title')}>{t('unbooked.none')}</Empty>
              ) : (
                <ul className="log">
                  {items.map(item => (
                    <li key={item.id} className="stack tight">
                      <Lines item={item} />
                      <Allowed to="plan.settle_unbooked">
                        <div className="row">
                          <Button size="xs" disabled={retry.isPending} onClick={() => again(item.id)}>
                            {t('unbooked.retry')}
                          </Button>
                          <Button size="xs" onClick={() => setLeaving(item)}>
                            {t('unbooked.dismiss')}
                          </Button>
                        </div>
                      </Allowed>
                    </li>
                  ))}
                </ul>
              )
            }
          </Await>
        </Panel>
        {left.data && left.data.length > 0 ? (
          <Panel title={t('unbooked.left')}>
            <ul className="log">
              {left.data.map(item => (
                <li key={item.id} className="stack tight">
                  <Lines item={item} />
                </li>
              ))}
            </ul>
          </Panel>
        ) : null}
      </div>
      {leaving ? <DismissDialog item={leaving} onClose={() => setLeaving(null)} /> : null}
    </Page>
  );
}

/** What would be booked, why it is not, and who left it so. */
function Lines({ item }: { item: Unbooked }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const reason = useBookingReason();
  const told = [`plan_refusal.${item.code}`].find(key => i18n.exists(key));
  const known = KNOWN.find(code => code === item.code);
  return (
    <>
      {item.transfers.map(transfer => (
        <div key={transfer.id} className="between">
          <span className="row">
            <NodeLink id={transfer.to ?? transfer.from ?? ''} />
            <span className="soft">
              {t(`money.${transfer.kind}`)} · {reason(transfer.reason)}
            </span>
            <ReferenceLink record={transfer} />
          </span>
          <strong>{format.money(transfer.gain, 'exact', true)}</strong>
        </div>
      ))}
      {known || told ? (
        <p className="small">{known ? t(`unbooked.${known}`) : t(told as never)}</p>
      ) : (
        <InEnglish text={item.reason} />
      )}
      <p className="small soft">{format.time(item.recorded)}</p>
      {item.dismissed ? (
        <p className="small soft">
          {t('unbooked.left_by', { by: item.dismissed.by, time: format.time(item.dismissed.at) })}{' '}
          <Foreign>{item.dismissed.why}</Foreign>
        </p>
      ) : null}
    </>
  );
}

function DismissDialog({ item, onClose }: { item: Unbooked; onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const dismiss = useDismissUnbooked();
  const [reason, setReason] = useState('');
  const submit = () =>
    dismiss.mutate(
      { id: item.id, reason: reason.trim() },
      {
        onSuccess: () => {
          say(t('unbooked.dismissed'));
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={t('unbooked.dismiss_title')}
      onClose={onClose}
      verb={t('unbooked.dismiss')}
      onSubmit={submit}
      busy={dismiss.isPending}
      error={dismiss.error}
      disabled={reason.trim() === ''}
    >
      <p className="soft">{t('unbooked.dismiss_text')}</p>
      <ReasonInput value={reason} onChange={setReason} />
    </FormDialog>
  );
}
