import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useBranches, useBranchLink, useCreateBranch } from '../api/branches';
import { useBrands } from '../api/settings';
import type { BranchLink } from '../api/types';
import { useTranslation } from '../i18n';
import { Await, Empty, ProblemNotice } from '../ui/Await';
import { useSay } from '../ui/notices';
import { Page, Panel } from '../ui/Page';
import { Secret } from '../ui/Secret';
import { State } from '../ui/State';

/** All branches, and the links by which their phones sign in. */
export function BranchesPage() {
  const { t } = useTranslation();
  const branches = useBranches();
  const link = useBranchLink();
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<BranchLink | null>(null);
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('branches.add')}
    </Button>
  );
  return (
    <Page title={t('branches.title')} lead={t('branches.lead')} actions={add}>
      {link.isError ? <ProblemNotice error={link.error} /> : null}
      <Await
        query={branches}
        isEmpty={list => list.length === 0}
        empty={
          <Panel>
            <Empty title={t('branches.empty_title')} action={add}>
              {t('branches.empty')}
            </Empty>
          </Panel>
        }
      >
        {list => (
          <ul className="columns">
            {list.map(branch => (
              <li key={branch.id}>
                <Panel>
                  <div className="stack">
                    <div className="between">
                      <h2>
                        <Link to="/branch/$branch" params={{ branch: branch.id }}>
                          {branch.name}
                        </Link>
                      </h2>
                      <State tone={branch.open > 0 ? 'cool' : 'plain'}>
                        {t('branches.open', { count: branch.open })}
                      </State>
                    </div>
                    <div>
                      <Button
                        size="xs"
                        loading={link.isPending && link.variables === branch.id}
                        onClick={() => link.mutate(branch.id, { onSuccess: setShown })}
                      >
                        {t('branches.link')}
                      </Button>
                    </div>
                  </div>
                </Panel>
              </li>
            ))}
          </ul>
        )}
      </Await>
      {adding ? <AddBranch onClose={() => setAdding(false)} /> : null}
      {shown ? (
        <Modal
          opened
          onClose={() => setShown(null)}
          title={t('branches.link_title')}
          closeButtonProps={{ 'aria-label': t('action.close') }}
        >
          <div className="stack">
            <p>{t('branches.link_text')}</p>
            <Secret value={shown.url} label={t('branches.link_title')} />
          </div>
        </Modal>
      ) : null}
    </Page>
  );
}

function AddBranch({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const brands = useBrands();
  const create = useCreateBranch();
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const [brand, setBrand] = useState('');
  const chosen = brand || brands.data?.[0]?.id || '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { id, name: name.trim(), brand: chosen },
      {
        onSuccess: () => {
          say(t('branches.added', { name: name.trim() }));
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={t('branches.add')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form className="stack" onSubmit={submit}>
        <TextInput
          label={t('field.name')}
          value={name}
          onChange={e => setName(e.currentTarget.value)}
          required
          maxLength={200}
        />
        <TextInput
          label={t('field.id')}
          description={t('field.id_hint')}
          value={id}
          onChange={event => setId(event.currentTarget.value)}
          pattern="[a-z0-9][a-z0-9\-]{0,63}"
          required
        />
        <NativeSelect
          label={t('field.brand')}
          value={chosen}
          onChange={event => setBrand(event.currentTarget.value)}
          data={(brands.data ?? []).map(one => ({ value: one.id, label: one.name }))}
        />
        {create.isError ? <ProblemNotice error={create.error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" variant="filled" loading={create.isPending} disabled={!chosen}>
            {t('action.add')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
