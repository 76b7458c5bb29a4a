import { useId, type ReactNode } from 'react'
import { X } from 'lucide-react'
import { choose, type ExportChoices } from './exportStore.ts'
import type { ExportInput, Format, OptionName } from './formats.ts'
import { t } from '../i18n/t.ts'

interface Props {
  format: Format
  input: ExportInput
}

/** What can be chosen for a format; kept per Flow. */
export function ExportOptions({ format, input }: Props) {
  const { flowId } = input
  if (format.options.length === 0) return null
  const change = (part: Partial<ExportChoices>) => choose(flowId, part)
  return (
    <section className="export-options" aria-label={t('Options')}>
      <h3>{t('Options')}</h3>
      {format.options.map((name) => (
        <Option key={name} name={name} input={input} change={change} />
      ))}
    </section>
  )
}

type Change = (part: Partial<ExportChoices>) => void

function Option({ name, input, change }: { name: OptionName; input: ExportInput; change: Change }) {
  const { choices, parsed } = input
  switch (name) {
    case 'images':
      return (
        <>
          <Choice
            label={t('Images')}
            value={choices.images}
            values={{ flowdeck: t("Flowdeck's"), jina: t("Jina's") }}
            onChange={(images) => change({ images })}
          />
          {choices.images === 'jina' ? (
            <Text
              label={t('Image of the Gateway')}
              value={choices.gatewayImage}
              placeholder="jinaai/jina:3-py311-standard"
              onChange={(gatewayImage) => change({ gatewayImage })}
            />
          ) : null}
        </>
      )
    case 'namespace':
      return (
        <Text
          label={t('Namespace')}
          value={choices.namespace}
          placeholder={parsed.spec?.name ?? 'default'}
          onChange={(namespace) => change({ namespace })}
        />
      )
    case 'network':
      return (
        <Text
          label={t('Network')}
          value={choices.network}
          placeholder="jina-network"
          onChange={(network) => change({ network })}
        />
      )
    case 'jinaExact':
      return (
        <Check
          label={t('Exactly as jina export')}
          hint={t('With its seven known defects.')}
          checked={choices.jinaExact}
          onChange={(jinaExact) => change({ jinaExact })}
        />
      )
    case 'imageOverrides':
      return <Images input={input} change={change} />
    case 'docarray':
      return (
        <Choice
          label={t('Documents')}
          value={choices.docarray ?? input.endpoints.docarray ?? 'v1'}
          values={{ v1: 'docarray v1', v2: 'docarray v2' }}
          onChange={(docarray) => change({ docarray })}
        />
      )
    case 'theme':
      return (
        <Choice
          label={t('Colours')}
          value={choices.theme ?? input.theme}
          values={{ light: t('Light'), dark: t('Dark') }}
          onChange={(theme) => change({ theme })}
        />
      )
    case 'scale':
      return (
        <Choice
          label={t('Size')}
          value={String(choices.scale) as '1' | '2' | '4'}
          values={{ '1': '1×', '2': '2×', '4': '4×' }}
          onChange={(scale) => change({ scale: Number(scale) as ExportChoices['scale'] })}
        />
      )
    case 'vertical':
      return (
        <Check
          label={t('Top down')}
          checked={choices.vertical}
          onChange={(vertical) => change({ vertical })}
        />
      )
  }
}

/** Images that stand in for what `uses` says, by Executor. */
function Images({ input: { choices, parsed }, change }: { input: ExportInput; change: Change }) {
  const id = useId()
  const named = Object.entries(choices.imageOverrides)
  const set = (key: string, image: string | null) => {
    const { [key]: _, ...others } = choices.imageOverrides
    change({ imageOverrides: image === null ? others : { ...others, [key]: image } })
  }
  const free = (parsed.spec?.executors ?? []).filter(
    ({ name, external }) => !external && !(name in choices.imageOverrides),
  )
  return (
    <div className="export-images">
      {named.map(([key, image]) => (
        <div className="export-field" key={key}>
          <label htmlFor={`${id}-${key}`}>{t('Image of {{key}}', { key })}</label>
          <span className="export-row">
            <input
              id={`${id}-${key}`}
              className="input mono"
              spellCheck={false}
              placeholder="registry/name:tag"
              value={image}
              onChange={(event) => set(key, event.target.value)}
            />
            <button
              type="button"
              className="icon-btn small"
              aria-label={t('Remove the image of {{key}}', { key })}
              onClick={() => set(key, null)}
            >
              <X aria-hidden="true" />
            </button>
          </span>
        </div>
      ))}
      {free.length > 0 ? (
        <div className="export-field">
          <label htmlFor={`${id}-add`}>{t('Image per Executor')}</label>
          <select
            id={`${id}-add`}
            className="input"
            value=""
            onChange={(event) => event.target.value !== '' && set(event.target.value, '')}
          >
            <option value="">{t('Name one for…')}</option>
            {free.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
      ) : null}
    </div>
  )
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="export-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}

interface TextProps {
  label: string
  value: string
  placeholder: string
  onChange: (value: string) => void
}

function Text({ label, value, placeholder, onChange }: TextProps) {
  return (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          className="input mono"
          spellCheck={false}
          autoComplete="off"
          value={value}
          placeholder={placeholder}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

interface ChoiceProps<V extends string> {
  label: string
  value: V
  values: Record<V, string>
  onChange: (value: V) => void
}

function Choice<V extends string>({ label, value, values, onChange }: ChoiceProps<V>) {
  const known = Object.entries(values) as [V, string][]
  return (
    <div className="export-field" role="group" aria-label={label}>
      <span aria-hidden="true">{label}</span>
      <div className="live-segments">
        {known.map(([key, words]) => (
          <button
            key={key}
            type="button"
            aria-pressed={key === value}
            data-checked={key === value}
            onClick={() => onChange(key)}
          >
            {words}
          </button>
        ))}
      </div>
    </div>
  )
}

interface CheckProps {
  label: string
  hint?: string
  checked: boolean
  onChange: (checked: boolean) => void
}

function Check({ label, hint, checked, onChange }: CheckProps) {
  return (
    <label className="export-check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {label}
        {hint === undefined ? null : <small>{hint}</small>}
      </span>
    </label>
  )
}
