import { Button, Tabs } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Problem } from '../../api/problem';
import { useSetBrand } from '../../api/settings';
import type { BrandView } from '../../api/types';
import { useTranslation } from '../../i18n';
import { ProblemNotice } from '../../ui/Await';
import { LeaveGuard } from '../../ui/LeaveGuard';
import { useSay } from '../../ui/notices';
import { BrandForm } from './BrandForm';
import styles from './brand.module.css';
import { ChangesDialog, ChangesList } from './ChangesDialog';
import { changesOf } from './changes';
import { DocumentView } from './DocumentView';
import { type Fields, same, textOf } from './document';
import { BrandFormProvider } from './form';
import { Problems } from './Problems';

/** One brand's settings, as a form or as the document they are; both change the same document. */
export function BrandEditor({ brand }: { brand: BrandView }) {
  const { t } = useTranslation();
  const say = useSay();
  const save = useSetBrand();
  const edit = useEdited(brand.settings as Fields, brand.revision);
  const [view, setView] = useState('form');
  const [unreadable, setUnreadable] = useState(false);
  const [asking, setAsking] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const changes = changesOf(edit.saved, edit.document);
  const changed = changes.length > 0 || unreadable;
  const problems = save.isError ? Problem.from(save.error).fields : [];
  const counted = t('brand_form.changes', { count: Math.max(1, changes.length) });
  useFocusOnProblem(form, save.error);
  useFocusOnRound(form, edit.round);
  const undo = () => {
    edit.reset();
    setUnreadable(false);
    save.reset();
  };
  const send = () =>
    save.mutate(
      { id: brand.id, settings: edit.document, revision: edit.revision },
      {
        onSuccess: fresh => {
          edit.reset(fresh.settings as Fields, fresh.revision);
          say(t('brands.saved', { brand: textOf(edit.document.name) || brand.id }));
        },
        onSettled: () => setAsking(false),
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changes.length > 0 && !unreadable) setAsking(true);
  };
  return (
    <form ref={form} className="stack" onSubmit={submit}>
      {edit.overtaken ? (
        <div className="notice wait stack" role="status">
          <p>{t('brand_form.overtaken')}</p>
          <ChangesList changes={changesOf(edit.saved, brand.settings as Fields)} />
          <div className="row">
            <Button size="xs" onClick={undo}>
              {t('brand_form.take_theirs')}
            </Button>
            <Button
              size="xs"
              onClick={() => {
                edit.keepMine();
                save.reset();
              }}
            >
              {t('brand_form.keep_mine')}
            </Button>
          </div>
        </div>
      ) : null}
      {save.isError ? (
        <div data-problems tabIndex={-1}>
          {problems.length > 0 ? <Problems problems={problems} /> : <ProblemNotice error={save.error} />}
        </div>
      ) : null}
      <Tabs value={view} onChange={next => setView(next ?? 'form')} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="form" disabled={unreadable}>
            {t('brand_form.as_form')}
          </Tabs.Tab>
          <Tabs.Tab value="document">{t('brand_form.as_document')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel key={`form ${edit.round}`} value="form">
          <BrandFormProvider document={edit.document} saved={edit.saved} problems={problems} onChange={edit.change}>
            <BrandForm />
          </BrandFormProvider>
        </Tabs.Panel>
        <Tabs.Panel key={`document ${edit.round}`} value="document">
          <DocumentView
            document={edit.document}
            onChange={document => {
              setUnreadable(document === null);
              if (document) edit.change(document);
            }}
          />
        </Tabs.Panel>
      </Tabs>
      <div className="sr" role="status">
        {changed ? counted : null}
      </div>
      {changed ? (
        <div className={styles.bar}>
          <span className="small soft" aria-hidden="true">
            {counted}
          </span>
          <div className="row">
            <Button size="xs" onClick={undo}>
              {t('action.undo')}
            </Button>
            <Button
              size="xs"
              type="submit"
              variant="filled"
              disabled={unreadable || changes.length === 0 || edit.overtaken}
            >
              {t('action.save')}
            </Button>
          </div>
        </div>
      ) : null}
      {asking ? (
        <ChangesDialog
          brand={textOf(edit.document.name) || brand.id}
          changes={changes}
          onClose={() => setAsking(false)}
          onSave={send}
          busy={save.isPending}
        />
      ) : null}
      <LeaveGuard unsaved={() => changed} text={t('brand_form.leave_text')} />
    </form>
  );
}

/**
 * A document being changed, beside the one that holds. Fresh settings from the server take its place unless something was
 * changed here; then it is said that someone else saved meanwhile, and the choice is the writer's. Fields are made anew with
 * each round.
 */
function useEdited(fresh: Fields, now: string) {
  const [state, setState] = useState({ saved: fresh, document: fresh, revision: now, round: 0 });
  const overtaken = !same(state.saved, fresh);
  const reset = (to: Fields, revision: string) =>
    setState(before => ({ saved: to, document: to, revision, round: before.round + 1 }));
  if (overtaken && same(state.saved, state.document)) reset(fresh, now);
  return {
    ...state,
    overtaken,
    change: (document: Fields) => setState(before => ({ ...before, document })),
    reset: (to: Fields = fresh, revision: string = now) => reset(to, revision),
    /** What was changed here is now a change of what someone else saved. */
    keepMine: () => setState(before => ({ ...before, saved: fresh, revision: now })),
  };
}

/** Brings the reader to the first field the server had something against, or to what it said. */
function useFocusOnProblem(form: { current: HTMLFormElement | null }, error: unknown) {
  useEffect(() => {
    if (!error) return;
    const marked = form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-problem]');
    (marked ?? form.current?.querySelector<HTMLElement>('[data-problems]'))?.focus();
  }, [form, error]);
}

/** Keeps the reader in the form when its fields are made anew and the button just pressed is gone. */
function useFocusOnRound(form: { current: HTMLFormElement | null }, round: number) {
  useEffect(() => {
    if (round > 0) form.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true });
  }, [form, round]);
}
