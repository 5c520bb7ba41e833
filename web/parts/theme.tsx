import { useState } from 'preact/hooks';

type Theme = 'light' | 'dark' | 'system';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

/** Dark or light as it was chosen before; else as the system says. */
export function startTheme(): void {
  apply(stored());
}

export function ThemeButton() {
  const [theme, setTheme] = useState(stored());
  const change = (): void => {
    const next = NEXT[theme];
    setTheme(next);
    apply(next);
    try {
      localStorage.setItem('w4s-theme', next);
    } catch {
      // A file without storage forgets it.
    }
  };
  return (
    <button type="button" class="quiet" onClick={change} title="Light, dark, or as the system says">
      <span class="sr">Colours: </span>
      {theme}
    </button>
  );
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function stored(): Theme {
  try {
    const theme = localStorage.getItem('w4s-theme');
    return theme === 'light' || theme === 'dark' ? theme : 'system';
  } catch {
    return 'system';
  }
}
