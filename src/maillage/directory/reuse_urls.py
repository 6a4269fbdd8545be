"""Addresses of what is meant for programs and for other sites: files, feeds, plans of the site, embeds."""

from django.urls import path

from maillage.directory.views import embeds, exports, feeds, murmurations, open_data, sitemaps

reuse_patterns = [
    path("annuaire.csv", exports.export_csv, name="export_csv"),
    path("annuaire-donnees.csv", exports.export_csv_data, name="export_csv_data"),
    path("annuaire.xlsx", exports.export_xlsx, name="export_xlsx"),
    path("annuaire.geojson", exports.export_geojson, name="export_geojson"),
    path("annuaire.jsonld", exports.export_jsonld, name="export_jsonld"),
    path("annuaire/gogocarto.json", exports.export_gogocarto, name="export_gogocarto"),
    path("annuaire/gogocarto.csv", exports.export_gogocarto_csv, name="export_gogocarto_csv"),
    path("annuaire/<slug:slug>/murmurations.json", murmurations.profile, name="murmurations_profile"),
    path("murmurations/nodes.json", murmurations.nodes, name="murmurations_nodes"),
    path("actualites/rss.xml", feeds.news_feed, name="news_feed"),
    path("donnees/", open_data.open_data, name="open_data"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap-organisations-<uuid:first_id>.xml", sitemaps.profiles, name="sitemap_profiles"),
    path("integrer/", embeds.builder, name="embed_builder"),
    path("integrer/recherche/", embeds.search, name="embed_search"),
    path("integrer/carte/", embeds.map_page, name="embed_map"),
    path("embed.js", embeds.script, name="embed_script"),
]
