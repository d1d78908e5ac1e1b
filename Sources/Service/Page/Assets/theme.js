// Runs before the first paint: the theme chosen on this machine, where one was.
try {
  const theme = localStorage.getItem("tidegate.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* storage may be forbidden; the system's theme it is then */ }
