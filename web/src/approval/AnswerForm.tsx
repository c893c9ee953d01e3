import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { FormDialog } from '../ui/Dialog';

interface AnswerProps {
  busy: boolean;
  error: unknown;
  onApprove: (remarks: string | null) => void;
  onReject: (reason: string) => void;
}

/** The two buttons that decide, with what is said beside them. */
export function AnswerForm({ busy, error, onApprove, onReject }: AnswerProps) {
  const { t } = useTranslation();
  const [remarks, setRemarks] = useState('');
  const [reason, setReason] = useState('');
  const [rejecting, setRejecting] = useState(false);
  return (
    <div className="stack">
      <Textarea
        label={t('approval.remarks')}
        description={t('approval.remarks_hint')}
        value={remarks}
        onChange={event => setRemarks(event.currentTarget.value)}
        maxLength={2000}
        rows={2}
      />
      {error && !rejecting ? <ProblemNotice error={error} /> : null}
      <div className="row">
        <Button variant="filled" loading={busy} onClick={() => onApprove(remarks.trim() || null)}>
          {t('approval.approve')}
        </Button>
        <Button color="bad" disabled={busy} onClick={() => setRejecting(true)}>
          {t('approval.reject')}
        </Button>
      </div>
      {rejecting ? (
        <FormDialog
          title={t('approval.reject_title')}
          verb={t('approval.reject')}
          busy={busy}
          error={error}
          disabled={reason.trim() === ''}
          onSubmit={() => onReject(reason.trim())}
          onClose={() => setRejecting(false)}
        >
          <Textarea
            label={t('approval.reason')}
            description={t('approval.reason_hint')}
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
            maxLength={2000}
            required
            rows={3}
            data-autofocus
          />
        </FormDialog>
      ) : null}
    </div>
  );
}
