"""The description of a tiny 1C base, for examples."""

from __future__ import annotations

DESCRIPTION = """<?xml version="1.0" encoding="UTF-8"?>
<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx">
<edmx:DataServices>
<Schema Namespace="StandardODATA" xmlns="http://schemas.microsoft.com/ado/2009/11/edm">
<EntityType Name="Catalog_Регионы"><Key><PropertyRef Name="Ref_Key"/></Key>
<Property Name="Ref_Key" Type="Edm.Guid"/><Property Name="Description" Type="Edm.String"/>
</EntityType>
<EntityType Name="Catalog_Контрагенты"><Key><PropertyRef Name="Ref_Key"/></Key>
<Property Name="Ref_Key" Type="Edm.Guid"/><Property Name="Description" Type="Edm.String"/>
<Property Name="ИНН" Type="Edm.String"/><Property Name="Регион_Key" Type="Edm.Guid"/>
<NavigationProperty Name="Регион" Relationship="StandardODATA.Catalog_Контрагенты_Регион"
 FromRole="Begin" ToRole="End"/></EntityType>
<Association Name="Catalog_Контрагенты_Регион">
<End Role="Begin" Type="StandardODATA.Catalog_Контрагенты" Multiplicity="*"/>
<End Role="End" Type="StandardODATA.Catalog_Регионы" Multiplicity="0..1"/></Association>
<EntityContainer Name="EnterpriseV8">
<EntitySet Name="Catalog_Регионы" EntityType="StandardODATA.Catalog_Регионы"/>
<EntitySet Name="Catalog_Контрагенты" EntityType="StandardODATA.Catalog_Контрагенты"/>
</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>
"""
