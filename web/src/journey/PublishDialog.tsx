import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useOutlook, usePublish } from '../api/journeys';
import type { JourneyView, PublishOutlook } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await } from '../ui/Await';
import { Confirm } from '../ui/Confirm';
import { useSay } from '../ui/notices';

interface PublishProps {
  view: JourneyView;
  text: string;
  revision: string;
  onClose: () => void;
  /** Whether somebody else changed it meanwhile: then the answer stands elsewhere. */
  outdated: (error: unknown) => boolean;
}

/** Asks before a version is published: what it is expected to cost, what is free, and whether it goes live now or whom it asks. */
export function PublishDialog({ view, text, revision, onClose, outdated }: PublishProps) {
  const { t } = useTranslation();
  const say = useSay();
  const navigate = useNavigate();
  const { summary } = view;
  const publish = usePublish(summary.id);
  const outlook = useOutlook(summary.id, text);
  const asks = outlook.data && !outlook.data.goes_live;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('document.publish_title', { name: summary.name })}
      verb={t(asks ? 'document.ask_verb' : 'document.publish')}
      busy={publish.isPending || outlook.isPending}
      error={publish.error}
      onConfirm={() =>
        publish.mutate(
          { document: text, revision },
          {
            onSuccess: done => {
              onClose();
              if ('version' in done) return say(t('document.published', { version: done.version }));
              say(t('document.asked'));
              void navigate({ to: '/approvals/$approval', params: { approval: done.id } });
            },
            onError: error => {
              if (outdated(error)) onClose();
            },
          },
        )
      }
    >
      <p>{t('document.publish_text', { version: (summary.version ?? 0) + 1 })}</p>
      <p>{t(/^on_publish:\s*move/m.test(text) ? 'document.moves' : 'document.finishes', { count: summary.inside })}</p>
      <Await query={outlook} lines={2}>
        {looked => <Outlook of={looked} />}
      </Await>
    </Confirm>
  );
}

function Outlook({ of }: { of: PublishOutlook }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const list = useMemo(() => new Intl.ListFormat(format.locale, { type: 'conjunction' }), [format.locale]);
  if (!of.limited && of.why.length === 0) return <p>{t('document.goes_live')}</p>;
  const limit = of.unlimited ? t('document.unlimited') : of.limit ? format.money(of.limit) : t('document.no_limit');
  return (
    <>
      <dl className="facts">
        <dt>{t('document.cost')}</dt>
        <dd>{of.cost ? format.money(of.cost) : t('approval.unknown')}</dd>
        <dt>{t('document.free')}</dt>
        <dd>{format.money(of.free)}</dd>
        <dt>{t('document.limit')}</dt>
        <dd>{limit}</dd>
      </dl>
      {of.why.map(why => (
        <p key={why.code} className="soft">
          {word('ask_reason', why.code)}
        </p>
      ))}
      <p role="status">
        <strong>
          {of.goes_live
            ? t('document.goes_live')
            : of.asks.length > 0
              ? t('document.asks', { people: list.format(of.asks.map(one => one.name)) })
              : t('document.nobody')}
        </strong>
      </p>
    </>
  );
}
