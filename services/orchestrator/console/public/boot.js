// Runs before anything is painted: theme and language as chosen on this device.
(() => {
  const page = document.documentElement;
  let theme = null;
  let language = null;
  try {
    theme = localStorage.getItem('theme');
    language = localStorage.getItem('language');
  } catch {
    // A browser that keeps nothing follows the system and the server.
  }
  if (theme === 'light' || theme === 'dark') page.dataset.theme = theme;
  if (language === 'zh-CN' || language === 'en') page.lang = language;
})();
