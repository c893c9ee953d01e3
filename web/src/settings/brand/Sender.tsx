import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../../i18n';
import { type Choice, countries, currencies, including, languages, zoneOf, zones } from '../../i18n/places';
import { useFormat } from '../../i18n/useFormat';
import { FilePick } from '../../ui/FilePick';
import styles from './brand.module.css';
import { type Json, type Path, textOf, textsOf } from './document';
import { SelectField, SwitchField, TextField } from './fields';
import { useBrandForm, useField } from './form';
import { Chips, Group, PickToAdd } from './parts';

/** Who writes: the brand as people know it, and what stands in and under each message. */
export function Sender() {
  return (
    <>
      <div className={styles.fields}>
        <TextField path={['name']} required maxLength={200} />
        <TextField path={['sender', 'name']} maxLength={200} />
        <TextField path={['sender', 'email']} type="email" />
        <TextField path={['sender', 'reply_to']} type="email" />
      </div>
      <TextField path={['sender', 'imprint']} rows={3} />
      <LinkHosts />
      <SwitchField path={['sender', 'plain_links']} />
      <LookFields />
    </>
  );
}

/** Where the brand is at home: what holds as long as nothing better is known of a customer. */
export function Home() {
  const { locale } = useFormat();
  return (
    <>
      <div className={styles.fields}>
        <Country choices={countries(locale)} />
        <SelectField path={['zone']} choices={zones()} />
        <SelectField path={['currency']} choices={currencies(locale)} />
      </div>
      <Languages />
    </>
  );
}

/** The country, which brings its time zone along, where it has one. */
function Country({ choices }: { choices: readonly Choice[] }) {
  const { t } = useTranslation();
  const { setAll } = useBrandForm();
  const { value, label, hint, error } = useField(['country']);
  const chosen = textOf(value);
  const choose = (country: string) => {
    const zone = country && zoneOf(country, Intl.DateTimeFormat().resolvedOptions().timeZone);
    setAll([[['country'], country], ...(zone ? [[['zone'], zone] as [Path, Json]] : [])]);
  };
  return (
    <NativeSelect
      label={label}
      description={hint}
      error={error}
      value={chosen}
      onChange={event => choose(event.currentTarget.value)}
      data={[{ value: '', label: t('brand_form.no_country') }, ...including(choices, chosen)]}
    />
  );
}

function Languages() {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { value, set } = useField(['languages']);
  const chosen = textsOf(value);
  const all = languages(locale);
  const named = (code: string) => all.find(one => one.value === code)?.label ?? code;
  return (
    <Group path={['languages']}>
      <Chips
        items={chosen.map((code, at) => ({
          value: code,
          label: at === 0 ? t('brand_form.first_language', { language: named(code) }) : named(code),
        }))}
        remove={label => t('brand_form.remove', { name: label })}
        onRemove={code => set(chosen.filter(one => one !== code))}
      />
      {chosen.length > 1 ? (
        <div className="row">
          {chosen.slice(1).map(code => (
            <Button
              key={code}
              size="xs"
              variant="subtle"
              onClick={() => set([code, ...chosen.filter(one => one !== code)])}
            >
              {t('brand_form.make_first', { language: named(code) })}
            </Button>
          ))}
        </div>
      ) : null}
      <PickToAdd
        label={t('brand_form.add_language')}
        choices={all.filter(one => !chosen.includes(one.value))}
        onAdd={code => set([...chosen, code])}
      />
    </Group>
  );
}

/** Where links may lead besides what stands in the content. */
function LinkHosts() {
  const { t } = useTranslation();
  const path = ['sender', 'link_hosts'];
  const { value, set } = useField(path);
  const [host, setHost] = useState('');
  const hosts = textsOf(value);
  const add = () => {
    const name = host.trim().toLowerCase();
    if (name && !hosts.includes(name)) set([...hosts, name]);
    setHost('');
  };
  return (
    <Group path={path}>
      <Chips
        items={hosts.map(one => ({ value: one, label: one }))}
        remove={label => t('brand_form.remove', { name: label })}
        onRemove={one => set(hosts.filter(other => other !== one))}
      />
      <div className={styles.line}>
        <TextInput
          className="grow"
          label={t('brand_form.new_host')}
          value={host}
          onChange={event => setHost(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <Button disabled={host.trim() === ''} onClick={add}>
          {t('action.add')}
        </Button>
      </div>
    </Group>
  );
}

/** A colour, as a number of the web or picked from a palette. */
function Colour() {
  const { value, set, label, hint, error } = useField(['look', 'colour']);
  const colour = textOf(value);
  return (
    <TextInput
      label={label}
      description={hint}
      error={error}
      maxLength={7}
      value={colour}
      onChange={event => set(event.currentTarget.value)}
      rightSection={
        <input
          type="color"
          aria-label={label}
          className={styles.colour}
          value={/^#[0-9a-f]{6}$/i.test(colour) ? colour : '#000000'}
          onChange={event => set(event.currentTarget.value)}
        />
      }
    />
  );
}

/** How the pages look that customers open from a message. */
function LookFields() {
  const { t } = useTranslation();
  const path = ['look', 'logo'];
  const { value, set, label, error } = useField(path);
  const logo = textOf(value);
  const pick = (file: File) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => set(String(reader.result)));
    reader.readAsDataURL(file);
  };
  return (
    <>
      <Colour />
      <Group path={path}>
        {logo === '' ? null : (
          <div className="row">
            <img src={logo} alt={label} style={{ maxHeight: '3rem', maxWidth: '14rem', background: '#fff' }} />
            <Button size="xs" onClick={() => set('')}>
              {t('brand_form.remove_logo')}
            </Button>
          </div>
        )}
        {error ? <p className="small">{error}</p> : null}
        <FilePick accept=".png,.jpg,.jpeg,.webp,.svg" label={t('brand_form.pick_logo')} onPick={pick} />
      </Group>
    </>
  );
}
