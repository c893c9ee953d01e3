import type { DocumentProblem } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { InEnglish } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { useSaid } from '../ui/said';

/** What stands against a text: as the server found it, or in the words of this screen. */
export type Found = DocumentProblem | (Omit<DocumentProblem, 'code'> & { code: null });

/** What is wrong, in one text for where only text can stand, with the mend behind it. */
export function useToldText(): (problem: Found) => string {
  const { t, i18n } = useTranslation();
  const say = useSaid();
  return ({ code, message, hint, hint_said }) => {
    if (i18n.language === 'en' || code === null) return [message, hint ?? ''].filter(Boolean).map(foreign).join(' ');
    const key = `document_problem.${code}`;
    const what: string = t((i18n.exists(key) ? key : 'document_problem.other') as never);
    return [what, hint_said ? (say('hint', hint_said) ?? '') : ''].filter(Boolean).join(' ');
  };
}

/** What is wrong: in English as the server says it, with its values; else by its code, with the English behind it. */
export function Told({ problem: { code, message, hint, hint_said } }: { problem: Found }) {
  const { t, i18n } = useTranslation();
  const say = useSaid();
  if (i18n.language === 'en' || code === null)
    return (
      <>
        <Foreign>{message}</Foreign> <span className="soft">{hint ? <Foreign>{hint}</Foreign> : null}</span>
      </>
    );
  const key = `document_problem.${code}`;
  return (
    <>
      {t((i18n.exists(key) ? key : 'document_problem.other') as never)}{' '}
      {hint_said ? <span className="soft">{say('hint', hint_said)}</span> : null}
      <InEnglish text={message} />
    </>
  );
}
