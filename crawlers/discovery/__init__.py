"""Finding a site's columns 栏目发现, the pure part: links weighed, ways kept, columns judged. `crawlers.scout` asks."""
