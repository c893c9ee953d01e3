import { Button, Textarea, TextInput } from '@mantine/core';
import { IconDownload, IconEraser, IconLink, IconReceipt } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useErase, useExport, useLinks } from '../api/customers';
import type { CustomerView } from '../api/types';
import { useTranslation } from '../i18n';
import { Allowed } from '../ui/Allowed';
import { Await, ProblemNotice } from '../ui/Await';
import { Dialog } from '../ui/Dialog';
import { saveJson } from '../ui/download';
import { Name } from '../ui/Name';
import { useSay } from '../ui/notices';

/** What one of them bought, and what a person may ask for: their own page, a copy of everything, to be forgotten. */
export function CustomerMenu({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation();
  const exported = useExport(customer.id);
  const [open, setOpen] = useState<'links' | 'erase' | null>(null);
  return (
    <>
      <Allowed to="order.read">
        <Button
          size="xs"
          component={Link}
          to={`/orders?customer=${encodeURIComponent(customer.id)}`}
          leftSection={<IconReceipt size={15} aria-hidden />}
        >
          {t('customer.orders')}
        </Button>
      </Allowed>
      <Allowed to="customer.make_links">
        <Button size="xs" leftSection={<IconLink size={15} aria-hidden />} onClick={() => setOpen('links')}>
          {t('customer.own_page')}
        </Button>
      </Allowed>
      <Allowed to="customer.export">
        <Button
          size="xs"
          leftSection={<IconDownload size={15} aria-hidden />}
          loading={exported.isPending}
          onClick={() =>
            exported.mutate(undefined, { onSuccess: data => saveJson(`customer-${customer.id}.json`, data) })
          }
        >
          {t('customer.export')}
        </Button>
      </Allowed>
      <Allowed to="customer.erase">
        <Button
          size="xs"
          color="bad"
          leftSection={<IconEraser size={15} aria-hidden />}
          onClick={() => setOpen('erase')}
        >
          {t('customer.erase')}
        </Button>
      </Allowed>
      {exported.isError ? <ProblemNotice error={exported.error} /> : null}
      {open === 'links' ? <LinksDialog id={customer.id} onClose={() => setOpen(null)} /> : null}
      {open === 'erase' ? <EraseDialog customer={customer} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

function LinksDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const links = useLinks(id, true);
  return (
    <Dialog onClose={onClose} title={t('customer.own_page')}>
      <div className="stack">
        <p className="soft">{t('customer.own_page_text')}</p>
        <Await query={links} lines={2}>
          {data => (
            <ul className="log">
              {data.preferences.map(link => (
                <li key={link.brand} className="stack tight">
                  <strong>
                    <Name of="brand" id={link.brand} />
                  </strong>
                  <a href={link.url} target="_blank" rel="noreferrer" className="mono small">
                    {link.url}
                  </a>
                </li>
              ))}
            </ul>
          )}
        </Await>
      </div>
    </Dialog>
  );
}

function EraseDialog({ customer, onClose }: { customer: CustomerView; onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const erase = useErase(customer.id);
  const [confirm, setConfirm] = useState('');
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    erase.mutate(
      { confirm: confirm.trim(), reason: reason.trim() },
      {
        onSuccess: () => {
          say(t('customer.erased'));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog onClose={onClose} title={t('customer.erase_title', { name: customer.label })}>
      <form className="stack" onSubmit={submit}>
        <p>{t('customer.erase_text')}</p>
        <TextInput
          label={t('customer.erase_confirm')}
          description={<span className="mono">{customer.id}</span>}
          value={confirm}
          onChange={event => setConfirm(event.currentTarget.value)}
          autoComplete="off"
          required
        />
        <Textarea
          label={t('customer.erase_reason')}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          maxLength={512}
          rows={2}
          required
        />
        {erase.isError ? <ProblemNotice error={erase.error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button
            type="submit"
            variant="filled"
            color="bad"
            loading={erase.isPending}
            disabled={confirm.trim() !== customer.id || reason.trim() === ''}
          >
            {t('customer.erase')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
