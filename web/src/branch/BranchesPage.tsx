import { Button, Switch, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useBranches, useBranchLink, useCloseBranch, useCreateBranch } from '../api/branches';
import type { BranchLink, BranchView } from '../api/types';
import { useTranslation } from '../i18n';
import { AddButton } from '../ui/AddButton';
import { Allowed } from '../ui/Allowed';
import { Await, Empty } from '../ui/Await';
import { BrandSelect, useChosenBrand } from '../ui/BrandSelect';
import { Confirm } from '../ui/Confirm';
import { FormDialog } from '../ui/Dialog';
import { Foreign } from '../ui/Foreign';
import { History } from '../ui/History';
import { IdInput, useNewId } from '../ui/IdInput';
import { useSay } from '../ui/notices';
import { Page, Panel } from '../ui/Page';
import { QrCode } from '../ui/QrCode';
import { SecretDialog } from '../ui/SecretDialog';
import { State } from '../ui/State';

/** All branches, and the links by which their phones sign in. */
export function BranchesPage() {
  const { t } = useTranslation();
  const branches = useBranches();
  const [adding, setAdding] = useState(false);
  const add = (
    <Allowed to="branch.manage">
      <AddButton onClick={() => setAdding(true)}>{t('branches.add')}</AddButton>
    </Allowed>
  );
  return (
    <Page title={t('branches.title')} lead={t('branches.lead')} actions={add}>
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
        {list => <Branches branches={list} />}
      </Await>
      {adding ? <AddBranch onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}

function Branches({ branches }: { branches: readonly BranchView[] }) {
  const { t } = useTranslation();
  const link = useBranchLink();
  const [shown, setShown] = useState<BranchLink | null>(null);
  const [linking, setLinking] = useState<BranchView | null>(null);
  const [closing, setClosing] = useState<BranchView | null>(null);
  const [withClosed, setWithClosed] = useState(false);
  const closed = branches.filter(branch => branch.closed).length;
  return (
    <>
      <ul className="columns">
        {branches
          .filter(branch => withClosed || !branch.closed)
          .map(branch => (
            <li key={branch.id}>
              <Panel>
                <div className="stack">
                  <div className="between">
                    <h2>
                      <Link to="/branch/$branch" params={{ branch: branch.id }}>
                        <Foreign>{branch.name}</Foreign>
                      </Link>
                    </h2>
                    {branch.closed ? (
                      <State tone="wait">{t('branches.is_closed')}</State>
                    ) : (
                      <State tone={branch.open > 0 ? 'cool' : 'plain'}>
                        {t('branches.open', { count: branch.open })}
                      </State>
                    )}
                  </div>
                  <div className="row">
                    <Allowed to="branch.manage">
                      {branch.closed ? null : (
                        <Button
                          size="xs"
                          aria-label={t('branches.link_of', { name: branch.name })}
                          onClick={() => setLinking(branch)}
                        >
                          {t('branches.link')}
                        </Button>
                      )}
                      <Button
                        size="xs"
                        aria-label={t(branch.closed ? 'branches.reopen_of' : 'branches.close_of', {
                          name: branch.name,
                        })}
                        onClick={() => setClosing(branch)}
                      >
                        {t(branch.closed ? 'branches.reopen' : 'branches.close')}
                      </Button>
                    </Allowed>
                    <History object={`branch:${branch.id}`} name={branch.name} small />
                  </div>
                </div>
              </Panel>
            </li>
          ))}
      </ul>
      {closed > 0 ? (
        <Switch
          label={t('branches.show_closed', { count: closed })}
          checked={withClosed}
          onChange={event => setWithClosed(event.currentTarget.checked)}
        />
      ) : null}
      {linking ? (
        <Confirm
          opened
          onClose={() => setLinking(null)}
          title={t('branches.link_ask', { name: linking.name })}
          verb={t('branches.link_make')}
          busy={link.isPending}
          error={link.error}
          onConfirm={() =>
            link.mutate(linking.id, {
              onSuccess: made => {
                setLinking(null);
                setShown(made);
              },
            })
          }
        >
          <p>{t('branches.link_ends')}</p>
        </Confirm>
      ) : null}
      {closing ? <CloseBranch branch={closing} onClose={() => setClosing(null)} /> : null}
      {shown ? <LinkDialog link={shown} onClose={() => setShown(null)} /> : null}
    </>
  );
}

/** Closes a branch, or opens it again. */
function CloseBranch({ branch, onClose }: { branch: BranchView; onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const change = useCloseBranch();
  const act = branch.closed ? 'reopen' : 'close';
  const confirm = () =>
    change.mutate(
      { id: branch.id, closed: !branch.closed },
      {
        onSuccess: () => {
          say(t(`branches.${act}_done`, { name: branch.name }));
          onClose();
        },
      },
    );
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t(`branches.${act}_title`, { name: branch.name })}
      verb={t(`branches.${act}`)}
      grave={!branch.closed}
      busy={change.isPending}
      error={change.error}
      onConfirm={confirm}
    >
      <p>{t(`branches.${act}_text`)}</p>
    </Confirm>
  );
}

/** Signs a phone in: it scans the symbol, or opens the link sent to it. */
function LinkDialog({ link, onClose }: { link: BranchLink; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <SecretDialog title={t('branches.link_title')} label={t('branches.link_label')} value={link.url} onClose={onClose}>
      <p>{t('branches.link_text')}</p>
      <QrCode text={link.url} label={t('branches.link_code')} />
    </SecretDialog>
  );
}

function AddBranch({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const create = useCreateBranch();
  const [form, setForm] = useState({ name: '', brand: '' });
  const branches = useBranches();
  const id = useNewId(form.name, 'branch', branches.data?.map(branch => branch.id) ?? []);
  const brand = useChosenBrand(form.brand);
  const name = form.name.trim();
  const submit = () =>
    create.mutate(
      { id: id.value, name, brand },
      {
        onSuccess: () => {
          say(t('branches.added', { name }));
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={t('branches.add')}
      onClose={onClose}
      verb={t('action.add')}
      onSubmit={submit}
      busy={create.isPending}
      error={create.error}
      disabled={!brand || id.taken}
    >
      <TextInput
        label={t('field.name')}
        value={form.name}
        onChange={event => setForm({ ...form, name: event.currentTarget.value })}
        required
        maxLength={200}
      />
      <IdInput {...id} />
      <BrandSelect value={brand} onChange={chosen => setForm({ ...form, brand: chosen })} />
    </FormDialog>
  );
}
