document.documentElement.classList.add("undrawn");
