import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { MailCopy } from '../api/types';
import { useTranslation } from '../i18n';
import { Foreign } from '../ui/Foreign';
import styles from '../ui/MessageView.module.css';

const PARTS = ['html', 'text'] as const;

/** An e-mail as it was sent. Other people's words stand in it: in its frame nothing runs, nothing is loaded, and no link
 * leads anywhere. */
export function MailView({ mail, sendKey }: { mail: MailCopy; sendKey: string }) {
  const { t } = useTranslation();
  const [part, setPart] = useState<(typeof PARTS)[number]>('html');
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('mail_copy.from')}</dt>
        <dd>
          <Foreign>{mail.from}</Foreign>
        </dd>
        {mail.reply_to ? (
          <>
            <dt>{t('mail_copy.reply_to')}</dt>
            <dd>
              <Foreign>{mail.reply_to}</Foreign>
            </dd>
          </>
        ) : null}
        <dt>{t('mail_copy.to')}</dt>
        <dd>
          <Foreign>{mail.to}</Foreign>
        </dd>
        <dt>{t('mail_copy.subject')}</dt>
        <dd>
          <strong>
            <Foreign>{mail.subject}</Foreign>
          </strong>
        </dd>
      </dl>
      <NativeSelect
        aria-label={t('mail_copy.part')}
        value={part}
        onChange={event => setPart(PARTS.find(one => one === event.currentTarget.value) ?? 'html')}
        data={PARTS.map(value => ({ value, label: t(`mail_copy.${value}`) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      {part === 'html' ? (
        <iframe
          className={styles.frame}
          title={t('mail_copy.frame')}
          src={`/v1/deliveries/${encodeURIComponent(sendKey)}/mail`}
          sandbox=""
          referrerPolicy="no-referrer"
        />
      ) : (
        <p className={styles.plain}>
          <Foreign>{mail.text}</Foreign>
        </p>
      )}
    </div>
  );
}
