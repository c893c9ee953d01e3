import type { ProblemField } from '../../api/problem';
import { useTranslation } from '../../i18n';
import { nameParts, useFieldWords } from './form';

/** All that the server has against the settings, each by the name its field has in the form. */
export function Problems({ problems }: { problems: readonly ProblemField[] }) {
  const { t } = useTranslation();
  const words = useFieldWords();
  return (
    <div className="notice bad" role="alert">
      <strong>{t('brand_form.problems')}</strong>
      <ul className="small">
        {problems.map(problem => {
          const { field, of } = nameParts(problem.path);
          const label = words.label(field);
          return (
            <li key={`${problem.path} ${problem.message}`}>
              {of ? t('brand_form.field_of', { field: label, of }) : label}: {words.problem(problem)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
